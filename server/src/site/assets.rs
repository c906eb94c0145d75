use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// What `cargo leptos` built. A debug build reads it from disk each time, so that a rebuilt front
/// end shows without a new server.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// A site that gained a file, or that was missing when this was first compiled, is not noticed by
/// the embedding itself; the digest of the site that `cargo xtask` hands over is.
const _: Option<&str> = option_env!("BERTH_SITE_DIGEST");

/// The site's files and the name of their build.
pub struct Assets {
    build: String,
}

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

pub(super) struct Asset {
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) encoding: Encoding,
    pub(super) etag: String,
}

impl Assets {
    pub(crate) fn load() -> Self {
        let mut names: Vec<_> = Site::iter().collect();
        names.sort_unstable();
        let mut digest = Sha256::new();
        for file in names.iter().filter_map(|name| Site::get(name)) {
            digest.update(file.metadata.sha256_hash());
        }
        Self { build: hex(&digest.finalize()[..8]) }
    }

    /// A name that changes when any file does; under it files can be cached for ever.
    pub(crate) fn build(&self) -> &str {
        &self.build
    }

    /// The path before `/pkg` of every file of this build.
    pub(crate) fn root(&self) -> String {
        format!("/assets/{}", self.build)
    }

    /// The file, packed in the best way there is a twin for and the client accepts.
    pub(super) fn find(path: &str, accepted: &[Encoding]) -> Option<Asset> {
        if path.ends_with(".br") || path.ends_with(".gz") {
            return None;
        }
        let original = Site::get(path)?;
        let twin = |encoding| match encoding {
            Encoding::Brotli => Site::get(&format!("{path}.br")),
            Encoding::Gzip => Site::get(&format!("{path}.gz")),
            Encoding::Identity => None,
        };
        let packed = [Encoding::Brotli, Encoding::Gzip]
            .into_iter()
            .filter(|encoding| accepted.contains(encoding))
            .find_map(|encoding| Some((encoding, twin(encoding)?)));
        let (encoding, file) = packed.unwrap_or((Encoding::Identity, original));
        Some(Asset { etag: etag(&file), bytes: file.data, encoding })
    }
}

fn etag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
