//! What the browser knows better: local times in a zone, the names of languages.
//!
//! Deliberately not here: a time zone database. Formatters are costly to make, so each zone's is kept.
//! Outside a browser (unit tests) times stay UTC and languages keep their code.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// The wall clock at `at` in `zone`; the machine's own zone when `zone` is absent.
#[must_use]
pub fn local(at: Timestamp, zone: Option<&str>) -> DateTime {
    browser::local(at, zone).unwrap_or_else(|| Offset::UTC.to_datetime(at))
}

/// The English name of a BCP 47 language: `Hungarian` for `hu`; the code when nobody knows it.
#[must_use]
pub fn language(code: &str) -> String {
    browser::language(code).unwrap_or_else(|| code.to_owned())
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use jiff::{Timestamp, civil::DateTime};
    use js_sys::{Array, Function, Object, Reflect};
    use std::{cell::RefCell, collections::HashMap};
    use wasm_bindgen::{JsCast, JsValue};

    thread_local! {
        static ZONES: RefCell<HashMap<String, Option<Function>>> = RefCell::default();
        static LANGUAGES: RefCell<Option<Function>> = const { RefCell::new(None) };
    }

    pub fn local(at: Timestamp, zone: Option<&str>) -> Option<DateTime> {
        let key = zone.unwrap_or_default();
        let format = ZONES.with_borrow_mut(|zones| match zones.get(key) {
            Some(known) => known.clone(),
            None => zones.entry(key.to_owned()).or_insert(date_format(zone)).clone(),
        })?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact in a double")]
        let milliseconds = JsValue::from_f64(at.as_millisecond() as f64);
        let text = format.call1(&JsValue::UNDEFINED, &milliseconds).ok()?.as_string()?;
        numbers(&text)
    }

    /// Swedish writes `2026-11-20 14:02`; only the digits are read, in that order.
    fn numbers(text: &str) -> Option<DateTime> {
        let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let year = parts.next()?.parse().ok()?;
        let mut small = || parts.next()?.parse::<i8>().ok();
        DateTime::new(year, small()?, small()?, small()?, small()?, 0, 0).ok()
    }

    fn date_format(zone: Option<&str>) -> Option<Function> {
        let options = Object::new();
        let set = |key: &str, value: &str| Reflect::set(&options, &key.into(), &value.into()).is_ok();
        set("hourCycle", "h23");
        set("year", "numeric");
        for part in ["month", "day", "hour", "minute"] {
            set(part, "2-digit");
        }
        if let Some(zone) = zone {
            set("timeZone", zone);
        }
        made("DateTimeFormat", "sv-SE", &options, "format")
    }

    pub fn language(code: &str) -> Option<String> {
        let of = LANGUAGES.with_borrow_mut(|names| {
            if names.is_none() {
                let options = Object::new();
                Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
                *names = made("DisplayNames", "en", &options, "of");
            }
            names.clone()
        })?;
        of.call1(&JsValue::UNDEFINED, &code.into()).ok()?.as_string()
    }

    /// The bound method of a new `Intl` object; absent when the browser refuses (an unknown zone).
    fn made(class: &str, locale: &str, options: &Object, method: &str) -> Option<Function> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
        let arguments = Array::of2(&locale.into(), options);
        let object = Reflect::construct(&class, &arguments).ok()?;
        let method: Function = Reflect::get(&object, &method.into()).ok()?.dyn_into().ok()?;
        Some(method.bind0(&object))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use jiff::{Timestamp, civil::DateTime};

    pub fn local(_at: Timestamp, _zone: Option<&str>) -> Option<DateTime> {
        None
    }

    pub fn language(_code: &str) -> Option<String> {
        None
    }
}
