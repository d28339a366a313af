//! The tables a policy has, what each may ask and what each must say.
//!
//! Deliberately not here: reading a file of them (`check`) and what their answers mean (`answer`).

use purser_contract::compensation::ExtraKind;

/// A table of the policy, known by the path it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Who must approve, and why.
    Approval,
    /// A voucher for meals while waiting.
    Meal,
    /// A night and the way to it.
    Hotel,
    /// Miles as a kindness.
    Miles,
    /// A voucher for later travel.
    TravelVoucher,
    /// A visit to the lounge.
    Lounge,
    /// What the customer is written.
    Notifications,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    YesNo,
}

/// A column that a table writes.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its field.
    pub field: &'static str,
    /// What stands in it.
    pub holds: Type,
    /// Whether a table must have it.
    pub required: bool,
}

const fn must(field: &'static str, holds: Type) -> Column {
    Column { field, holds, required: true }
}

const fn may(field: &'static str, holds: Type) -> Column {
    Column { field, holds, required: false }
}

/// What a table can ask about, besides what [`Table::Approval`] said.
pub const FIELDS: [(&str, Type); 17] = [
    ("kind", Type::Text),
    ("regime", Type::Text),
    ("amount", Type::Number),
    ("currency", Type::Text),
    ("needs_review", Type::YesNo),
    ("repeated", Type::YesNo),
    ("tier", Type::Text),
    ("cabin", Type::Text),
    ("cause", Type::Text),
    ("arrival_delay_min", Type::Number),
    ("departure_delay_min", Type::Number),
    ("distance_km", Type::Number),
    ("care.meals", Type::YesNo),
    ("care.communications", Type::YesNo),
    ("care.hotel", Type::YesNo),
    ("actual", Type::YesNo),
    ("home_currency", Type::Text),
];

/// What [`Table::Approval`] said; only [`Table::Notifications`] can ask, since it comes after.
pub const APPROVALS: &str = "approval.approvals";

/// What `kind` can be.
pub const KINDS: [&str; 6] =
    ["cancellation", "delay", "diversion", "denied_boarding", "downgrade", "baggage"];

impl Table {
    /// All that a policy has, each once.
    pub const ALL: [Self; 7] = [
        Self::Approval,
        Self::Meal,
        Self::Hotel,
        Self::Miles,
        Self::TravelVoucher,
        Self::Lounge,
        Self::Notifications,
    ];

    /// The path it writes to.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Meal => "meal",
            Self::Hotel => "hotel",
            Self::Miles => "miles",
            Self::TravelVoucher => "travel_voucher",
            Self::Lounge => "lounge",
            Self::Notifications => "notifications",
        }
    }

    /// The table that writes to a path.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.key() == key)
    }

    /// What it gives, when it gives something.
    #[must_use]
    pub const fn gives(self) -> Option<ExtraKind> {
        match self {
            Self::Meal => Some(ExtraKind::MealVoucher),
            Self::Hotel => Some(ExtraKind::HotelVoucher),
            Self::Miles => Some(ExtraKind::Miles),
            Self::TravelVoucher => Some(ExtraKind::TravelVoucher),
            Self::Lounge => Some(ExtraKind::LoungeAccess),
            Self::Approval | Self::Notifications => None,
        }
    }

    /// What it writes.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        const APPROVAL: &[Column] = &[must("approvals", Type::Number), must("reason", Type::Text)];
        const VOUCHER: &[Column] =
            &[must("value", Type::Number), must("currency", Type::Text), must("reason", Type::Text)];
        const ROOM: &[Column] =
            &[must("reason", Type::Text), may("value", Type::Number), may("currency", Type::Text)];
        const COUNTED: &[Column] = &[must("quantity", Type::Number), must("reason", Type::Text)];
        const TEMPLATE: &[Column] = &[must("template", Type::Text)];
        match self {
            Self::Approval => APPROVAL,
            Self::Meal | Self::TravelVoucher => VOUCHER,
            Self::Hotel => ROOM,
            Self::Miles | Self::Lounge => COUNTED,
            Self::Notifications => TEMPLATE,
        }
    }

    /// What a field holds that it may ask about.
    #[must_use]
    pub fn asks(self, field: &str) -> Option<Type> {
        if field == APPROVALS && self == Self::Notifications {
            return Some(Type::Number);
        }
        FIELDS.iter().find(|(name, _)| *name == field).map(|(_, holds)| *holds)
    }
}
