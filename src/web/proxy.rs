//! Whose address is it, when a reverse proxy stands in front? Guesses are slowed by address, so a proxy that is trusted
//! must say whom it speaks for; anybody else may write what they like into a header.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

/// Puts the client's address in the place of a trusted proxy's.
pub(crate) async fn speaks_for(State(trusted): State<Arc<[IpAddr]>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    if let Some(peer) = peer
        && let Some(client) = client(peer.ip(), request.headers(), &trusted)
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, 0)));
    }
    next.run(request).await
}

/// The last address of `X-Forwarded-For` that is no trusted proxy itself; `None` when nobody trusted says one.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    if !trusted.contains(&peer) {
        return None;
    }
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let chain = lines.iter().flat_map(|line| line.split(',')).rev().map(|address| address.trim().parse().ok());
    // A word that is no address ends the chain: what stands before it cannot be believed.
    chain.take_while(Option::is_some).flatten().find(|address| !trusted.contains(address))
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::HeaderMap;

    use super::client;

    #[test]
    fn only_a_trusted_proxy_speaks_for_somebody_and_only_its_own_last_word_counts() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        let said = |peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            client(ip(peer), &headers, &trusted)
        };
        assert_eq!(said("10.0.0.1", &["203.0.113.7"]), Some(ip("203.0.113.7")));
        assert_eq!(
            said("10.0.0.1", &["198.51.100.1, 203.0.113.7"]),
            Some(ip("203.0.113.7")),
            "the first is anybody's word"
        );
        assert_eq!(said("10.0.0.1", &["203.0.113.7", "10.0.0.2"]), Some(ip("203.0.113.7")));
        assert_eq!(said("10.0.0.1", &["203.0.113.7, nonsense"]), None);
        assert_eq!(said("10.0.0.1", &[]), None);
        assert_eq!(said("198.51.100.9", &["203.0.113.7"]), None, "a stranger is himself");
    }
}
