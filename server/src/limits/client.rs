//! Who asks, as far as the network tells.

use http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Who a client is to a limit: an IPv4 address, or the first address of the /64 of an IPv6 one, which
/// is what one customer gets (RFC 6177).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientNet(IpAddr);

impl ClientNet {
    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
            }
        })
    }
}

/// The proxies that are believed when they say for whom they ask.
#[derive(Debug, Clone, Default)]
pub struct Proxies(pub(crate) Vec<IpNet>);

impl Proxies {
    /// The client behind a connection: the peer itself, or if that is a trusted proxy, the right-most
    /// address of `X-Forwarded-For` that is none. What stands left of it anyone can have written.
    pub(super) fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> ClientNet {
        let mut client = peer.ip().to_canonical();
        // Several lines are one list (RFC 9110 §5.3).
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        while self.trust(client) {
            // What makes no sense was not written by a proxy of ours: the last one is as far as we see.
            match entries.next().and_then(address) {
                Some(before) => client = before,
                None => break,
            }
        }
        ClientNet::of(client)
    }

    pub(super) fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

/// An address as proxies write it: bare, with a port, an IPv6 one also in brackets.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        let proxies = Proxies(trusted.iter().map(|net| net.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        proxies.client(peer, &headers).0.to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_of_ours_is_believed_up_to_the_first_that_is_none() {
        let ours = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(client(&ours, "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        // The client wrote the first itself.
        assert_eq!(client(&ours, "10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(
            client(&ours, "10.0.0.1", &["1.1.1.1", "198.51.100.1", "fd00::7"]),
            "198.51.100.1"
        );
        assert_eq!(client(&ours, "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client(&ours, "10.0.0.1", &["10.0.0.3,10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn what_makes_no_sense_ends_the_walk() {
        let ours = ["10.0.0.0/8"];
        for nonsense in ["unknown", "", "_hidden", "198.51.100.256", "198.51.100.1;10.0.0.2"] {
            let line = format!("198.51.100.1, {nonsense}, 10.0.0.2");
            assert_eq!(client(&ours, "10.0.0.1", &[&line]), "10.0.0.2", "{nonsense}");
        }
    }

    #[test]
    fn ports_and_brackets_are_no_nonsense() {
        let ours = ["10.0.0.0/8"];
        assert_eq!(client(&ours, "10.0.0.1", &["198.51.100.1:443"]), "198.51.100.1");
        for written in ["[2001:db8:1:2:3::4]:443", "[2001:db8:1:2:3::4]", "2001:db8:1:2:3::4"] {
            assert_eq!(client(&ours, "10.0.0.1", &[written]), "2001:db8:1:2::", "{written}");
        }
    }

    #[test]
    fn an_ipv6_customer_is_one_client_and_a_mapped_address_is_ipv4() {
        let one = client(&[], "2001:db8:1:2::1", &[]);
        assert_eq!(one, client(&[], "2001:db8:1:2:ffff::9", &[]));
        assert_ne!(one, client(&[], "2001:db8:1:3::1", &[]));
        assert_eq!(client(&[], "::ffff:203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(
            client(&["10.0.0.0/8"], "::ffff:10.0.0.1", &["::ffff:198.51.100.1"]),
            "198.51.100.1"
        );
    }
}
