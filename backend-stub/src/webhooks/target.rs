//! Where deliveries may go: not into the network the service stands in, unless a setting says so.
//!
//! An address is looked at when the webhook is made and, after the name is resolved, at every connection, so that a name
//! that points elsewhere later leads nowhere. Deliberately not here: proxies and redirects, which are not followed.

use ipnet::IpNet;
use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::{
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::LazyLock,
};

/// Which addresses that are not everybody's may be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// This computer, also by plain http: when the service itself listens only there.
    pub loopback: bool,
    /// Private networks.
    pub private: bool,
}

/// Networks of an organisation's own.
const PRIVATE: [&str; 5] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/// Networks that are nobody's or lead elsewhere: never a target. Link-local ones hold the secrets of cloud machines.
const NEVER: [&str; 19] = [
    "0.0.0.0/8",
    "169.254.0.0/16",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

static PRIVATE_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&PRIVATE));
static NEVER_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&NEVER));

fn nets(table: &[&str]) -> Vec<IpNet> {
    table.iter().map(|net| net.parse().expect("the tables hold networks; a test reads them")).collect()
}

impl Reach {
    /// Whether a delivery may go to this address.
    #[must_use]
    pub fn permits(self, address: IpAddr) -> bool {
        let address = inner(address);
        let within = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&address));
        if address.is_loopback() {
            self.loopback
        } else if within(&NEVER_NETS) {
            false
        } else {
            self.private || !within(&PRIVATE_NETS)
        }
    }

    /// Reads a webhook's address.
    ///
    /// # Errors
    /// A sentence for whoever gave it.
    pub fn read(self, text: &str) -> Result<Url, String> {
        if text.len() > 2048 {
            return Err("url: longer than 2048 bytes".to_owned());
        }
        let url = Url::parse(text).map_err(|error| format!("url: {error}"))?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("url: expected no user, password or fragment".to_owned());
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("url: expected a host")?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let literal: Option<IpAddr> = bare.parse().ok();
        let this_computer = is_localhost(host) || literal.is_some_and(|address| inner(address).is_loopback());
        match url.scheme() {
            "https" => {}
            "http" if this_computer && self.loopback => {}
            "http" if this_computer => {
                return Err("url: this service listens to others, so this computer is no target".to_owned());
            }
            _ => return Err("url: expected https".to_owned()),
        }
        let permitted = literal.map_or(!this_computer || self.loopback, |address| self.permits(address));
        if !permitted {
            return Err("url: the address is not one that webhooks may reach".to_owned());
        }
        Ok(url)
    }
}

fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost")
}

/// The IPv4 address inside an IPv6 one that only wraps it.
fn inner(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let wrapped = match six.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let bits = (u32::from(high) << 16) | u32::from(low);
            Some(bits.into())
        }
        // ::a.b.c.d, long out of use.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => {
            let bits = (u32::from(high) << 16) | u32::from(low);
            Some(bits.into())
        }
        _ => Ipv6Addr::to_ipv4_mapped(&six),
    };
    wrapped.map_or(address, IpAddr::V4)
}

/// Resolves names to permitted addresses only.
#[derive(Clone, Copy, Debug)]
pub struct Permitted(pub Reach);

impl Resolve for Permitted {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // http is for this computer only, and so is what its name resolves to.
            let local = is_localhost(name.as_str());
            let permitted: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| reach.permits(address.ip()) && (!local || address.ip().is_loopback()))
                .collect();
            if permitted.is_empty() {
                return Err(io::Error::other("no address that webhooks may reach").into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let (public, inside) = (Reach::default(), Reach { loopback: true, private: true });
        for (address, by_default, by_setting) in [
            ("93.184.216.34", true, true),
            ("2606:2800:220:1::1", true, true),
            ("127.0.0.1", false, true),
            ("::1", false, true),
            ("::ffff:127.0.0.1", false, true),
            ("10.1.2.3", false, true),
            ("::ffff:10.1.2.3", false, true),
            ("64:ff9b::10.1.2.3", false, true),
            ("::10.1.2.3", false, true),
            ("172.31.255.255", false, true),
            ("192.168.1.1", false, true),
            ("100.64.0.1", false, true),
            ("fd00::1", false, true),
            ("169.254.169.254", false, false),
            ("::ffff:169.254.169.254", false, false),
            ("fe80::1", false, false),
            ("0.0.0.0", false, false),
            ("::", false, false),
            ("224.0.0.1", false, false),
            ("255.255.255.255", false, false),
            ("2002:7f00:1::", false, false),
        ] {
            let ip: IpAddr = address.parse().unwrap();
            assert_eq!((public.permits(ip), inside.permits(ip)), (by_default, by_setting), "{address}");
        }
    }

    #[test]
    fn urls() {
        let (public, local) = (Reach::default(), Reach { loopback: true, private: false });
        for (url, by_default, when_local) in [
            ("https://example.org/hook?a=b", true, true),
            ("http://example.org/", false, false),
            ("http://127.0.0.1:8080/", false, true),
            ("http://localhost:8080/", false, true),
            ("https://localhost/", false, true),
            ("http://[::1]:1/", false, true),
            ("http://2130706433/", false, true),
            ("https://0x7f.1/", false, true),
            ("https://10.0.0.1/", false, false),
            ("https://[fd00::1]/", false, false),
            ("https://169.254.169.254/latest/meta-data", false, false),
            ("https://user:secret@example.org/", false, false),
            ("https://example.org/#part", false, false),
            ("ftp://example.org/", false, false),
            ("javascript:alert(1)", false, false),
            ("/hook", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (public.read(url).is_ok(), local.read(url).is_ok()),
                (by_default, when_local),
                "{url}"
            );
        }
    }
}
