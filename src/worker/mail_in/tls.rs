//! Encryption towards the mailbox: rustls with ring, the public authorities and the city's own.

use std::{path::Path, sync::Arc};

use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::MailboxError;

/// What is needed to encrypt a connection to one server.
#[derive(Clone)]
pub(super) struct Encryption {
    pub(super) connector: TlsConnector,
    pub(super) server: ServerName<'static>,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encryption({:?})", self.server)
    }
}

impl Encryption {
    pub(super) fn new(host: &str, ca_file: Option<&Path>) -> Result<Self, MailboxError> {
        let wrong = |words: String| MailboxError::Setting(words);
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(path) = ca_file {
            let cannot = |e: String| wrong(format!("mail_in.ca_file cannot be read: {}: {e}", path.display()));
            let own = CertificateDer::pem_file_iter(path).map_err(|e| cannot(e.to_string()))?;
            for certificate in own {
                let certificate = certificate.map_err(|e| cannot(e.to_string()))?;
                roots.add(certificate).map_err(|e| cannot(e.to_string()))?;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| wrong(format!("mail_in.tls cannot be used: {e}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let server = ServerName::try_from(host.to_owned())
            .map_err(|_| wrong("mail_in.host is not the name of a server".to_owned()))?;
        Ok(Encryption { connector: TlsConnector::from(Arc::new(config)), server })
    }
}
