import type { Readable } from 'node:stream';
import type { S3 } from '@aws-sdk/client-s3';
import { StoreUnavailable } from './image-files';

/** A part of a large upload: 10,000 of them are the most that S3 takes, here 80 GB. One or two are in memory at a time. */
const PART_BYTES = 8 * 1024 * 1024;
/** Each download that goes on has a connection; a request beyond waits. */
const MOST_CONNECTIONS = 1_024;
const CONNECT_TIMEOUT_MS = 5_000;

/** Where a bucket is, and who opens it. */
export interface BucketSettings {
  readonly bucket: string;
  readonly region: string;
  /** Of anything but Amazon's own. */
  readonly endpoint?: string | undefined;
  /** Default: what the machine provides, such as the role of its node or pod. */
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
}

/** A bucket of an S3 store, as much of it as images need. Its methods throw StoreUnavailable where the store fails. */
export class S3Bucket {
  private opened: Promise<S3> | undefined;

  constructor(private readonly settings: BucketSettings) {}

  /** @throws where the bucket is not there, with an error of which `isNotFound` holds */
  async check(): Promise<void> {
    await this.ask((s3, where) => s3.headBucket(where));
  }

  /** Streams an object up in parts. If it breaks off there is neither object nor parts. */
  async upload(key: string, content: Readable): Promise<void> {
    const [client, { Upload }] = await Promise.all([this.open(), import('@aws-sdk/lib-storage')]);
    const params = { Bucket: this.settings.bucket, Key: key, Body: content, ContentType: 'application/octet-stream' };
    try {
      await new Upload({ client, params, partSize: PART_BYTES, queueSize: 1 }).done();
    } catch (error) {
      throw content.errored ?? toFault(error);
    }
  }

  async put(key: string, text: string): Promise<void> {
    await this.ask((s3, where) => s3.putObject({ ...where, Key: key, Body: text }));
  }

  async exists(key: string): Promise<boolean> {
    return this.ask((s3, where) => s3.headObject({ ...where, Key: key })).then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
  }

  /** The bytes `first` to `last` of an object. @throws an error of which `isNotFound` holds if there is none */
  async read(key: string, first: number, last: number): Promise<Readable> {
    const Range = `bytes=${first}-${last}`;
    const { Body } = await this.ask((s3, where) => s3.getObject({ ...where, Key: key, Range }));
    return Body as Readable;
  }

  /** Removes an object, and what unfinished uploads left of it; fine where there is nothing. */
  async erase(key: string): Promise<void> {
    const { Uploads } = await this.ask((s3, where) => s3.listMultipartUploads({ ...where, Prefix: key }));
    for (const { UploadId } of Uploads ?? []) {
      await this.ask((s3, where) => s3.abortMultipartUpload({ ...where, Key: key, UploadId })).catch(
        (error: unknown) => {
          if (!isNotFound(error)) throw error;
        },
      );
    }
    await this.delete(key);
  }

  /** Removes an object that was put at once. */
  async delete(key: string): Promise<void> {
    await this.ask((s3, where) => s3.deleteObject({ ...where, Key: key }));
  }

  /** What follows the prefix in the keys that begin with it. */
  async list(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for (let token: string | undefined; ;) {
      const page = await this.ask((s3, where) =>
        s3.listObjectsV2({ ...where, Prefix: prefix, ContinuationToken: token }),
      );
      names.push(...(page.Contents ?? []).map(({ Key = '' }) => Key.slice(prefix.length)));
      token = page.NextContinuationToken;
      if (token === undefined) return names;
    }
  }

  async close(): Promise<void> {
    (await this.opened)?.destroy();
  }

  private async ask<T>(call: (s3: S3, where: { Bucket: string }) => Promise<T>): Promise<T> {
    const s3 = await this.open();
    try {
      return await call(s3, { Bucket: this.settings.bucket });
    } catch (error) {
      throw toFault(error);
    }
  }

  /** The client is 20 MB of code: loaded by those who use it. */
  private open(): Promise<S3> {
    const { region, endpoint, credentials } = this.settings;
    this.opened ??= import('@aws-sdk/client-s3').then((sdk) => {
      return new sdk.S3({
        region,
        ...(credentials && { credentials }),
        // Stores of one's own rarely have a host name for each bucket.
        ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
        // The checksums that Amazon added in 2025 are unknown to many other stores; images have a SHA-256 of their own.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        requestHandler: {
          connectionTimeout: CONNECT_TIMEOUT_MS,
          httpAgent: { maxSockets: MOST_CONNECTIONS },
          httpsAgent: { maxSockets: MOST_CONNECTIONS },
        },
      });
    });
    return this.opened;
  }
}

/** Whether a store said that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;
}

function toFault(error: unknown): unknown {
  if (isNotFound(error)) return error;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return new StoreUnavailable(error, status >= 400 && status < 500);
}
