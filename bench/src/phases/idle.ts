import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as x509 from '@peculiar/x509';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import { gather } from '../crowd';
import { freePort } from '../free-port';
import { endService, startService } from '../one-service';

export interface IdleFigures {
  stations: number;
  /** Resident memory of the gateway's process for each connection, in KiB. */
  plainKiB: number;
  tlsKiB: number;
}

const WARM_UP = 200;
const AT_ONCE = 50;

/** Memory that a booted, silent station costs a gateway of its own process, after a garbage collection; plain and over TLS. */
export async function idle(
  stations: number,
  o: { dir: string; nats: EmbeddedServer; postgres: EmbeddedServer },
): Promise<IdleFigures> {
  const [ocppPort, tlsPort] = [await freePort(), await freePort()];
  const { certFile, keyFile } = await writeCertificate(o.dir);
  const common = {
    NATS_URL: o.nats.url,
    DATABASE_URL: o.postgres.url,
    LOG_LEVEL: 'error',
    ADMIN_TOKEN: 'bench',
    PARTITIONS: '4',
  };
  const registry = await start('station-registry', { ...common, UNKNOWN_STATIONS: 'accept' });
  const gateway = await start('connection-gateway', {
    ...common,
    OCPP_PORT: String(ocppPort),
    OCPP_TLS_PORT: String(tlsPort),
    TLS_CERT_FILES: certFile,
    TLS_KEY_FILES: keyFile,
  });
  try {
    const cost = async (url: string, prefix: string): Promise<number> => {
      // What the first connections bring with them, compiled code above all, is no connection's.
      const first = await gather({ url, stations: WARM_UP, atOnce: AT_ONCE, prefix: `WARM-${prefix}` });
      const before = await residentKiB(gateway);
      const crowd = await gather({ url, stations, atOnce: AT_ONCE, prefix });
      const after = await residentKiB(gateway);
      await Promise.all([crowd.leave(), first.leave()]);
      return (after - before) / stations;
    };
    const plainKiB = await cost(`ws://127.0.0.1:${ocppPort}/ocpp`, 'IDLE-');
    const tlsKiB = await cost(`wss://127.0.0.1:${tlsPort}/ocpp`, 'IDLE-TLS-');
    return { stations, plainKiB, tlsKiB };
  } finally {
    await Promise.all([gateway, registry].map(endService));
  }
}

async function start(app: string, env: Record<string, string>): Promise<ChildProcess> {
  const preload = join(__dirname, '../load/collect-garbage.js');
  return (await startService(app, env, ['--expose-gc', '--require', preload])).child;
}

/** Resident memory once what is garbage has been collected. */
async function residentKiB(child: ChildProcess): Promise<number> {
  for (let n = 0; n < 3; n++) {
    child.kill('SIGUSR2');
    await pause(1_000);
  }
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kib);
}

/** A certificate for localhost, of nobody's authority. */
async function writeCertificate(dir: string): Promise<{ certFile: string; keyFile: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    signingAlgorithm: algorithm,
    keys: keys as never,
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const [certFile, keyFile] = [join(dir, 'bench.cert.pem'), join(dir, 'bench.key.pem')];
  writeFileSync(certFile, certificate.toString('pem'));
  writeFileSync(keyFile, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
  return { certFile, keyFile };
}
