/** A certificate for loopback that is made on the spot, and the authority that signed it. No key is ever part of the repository. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
  /** The file with the authority that whoever connects has to believe. */
  authority: string;
  /** Removes the files. */
  discard(): void;
}

/** For 127.0.0.1 and localhost, good for two days. A certificate that signed itself would not do: careful clients refuse it as a server's. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-certificate-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'authority.key', '-out', 'authority.pem', '-days', '2', '-subj', '/CN=authority of a test', '-addext', 'keyUsage=keyCertSign');
  openssl('req', '-new', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  const authority = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', 'server.csr', ...authority, '-days', '2', '-extfile', 'names', '-out', 'server.pem');
  return {
    key: readFileSync(join(folder, 'server.key'), 'utf8'),
    cert: readFileSync(join(folder, 'server.pem'), 'utf8'),
    authority: join(folder, 'authority.pem'),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
