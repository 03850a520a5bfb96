//! Writes a backup as one archive, inside a folder named after the device.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Backup, Written};

impl Backup {
    /// Writes the backup as a zip. The file must not exist.
    ///
    /// # Errors
    /// As [`Backup::write`].
    pub fn write_zip(&self, file: &Path) -> io::Result<Written> {
        let mut zip = ZipWriter::new(BufWriter::new(File::create_new(file)?));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1))
            .unix_permissions(0o600);
        let written = self.members(|name, content| {
            zip.start_file(format!("{}/{name}", self.device.udid), options).map_err(io::Error::other)?;
            zip.write_all(content)
        })?;
        zip.finish().map_err(io::Error::other)?.flush()?;
        Ok(Written { path: file.to_owned(), ..written })
    }

    /// Writes the backup as a tar. The file must not exist.
    ///
    /// # Errors
    /// As [`Backup::write`].
    pub fn write_tar(&self, file: &Path) -> io::Result<Written> {
        let mut out = BufWriter::new(File::create_new(file)?);
        let written = self.tar(&mut out)?;
        out.flush()?;
        Ok(Written { path: file.to_owned(), ..written })
    }

    /// Writes the backup as a compressed tar. The file must not exist.
    ///
    /// # Errors
    /// As [`Backup::write`].
    pub fn write_tar_gz(&self, file: &Path) -> io::Result<Written> {
        let mut out = GzEncoder::new(BufWriter::new(File::create_new(file)?), Compression::fast());
        let written = self.tar(&mut out)?;
        out.finish()?.flush()?;
        Ok(Written { path: file.to_owned(), ..written })
    }

    fn tar(&self, out: &mut impl Write) -> io::Result<Written> {
        let mut tar = tar::Builder::new(out);
        let written = self.members(|name, content| {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o600);
            header.set_mtime(self.device.acquired.unsigned_abs());
            tar.append_data(&mut header, format!("{}/{name}", self.device.udid), content)
        })?;
        tar.finish()?;
        Ok(written)
    }
}
