import type { Readable } from 'node:stream';
import { badRequest, Problem, type FieldFault } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { StoreUnavailable } from '../store/image-files';
import type { Received } from '../use-cases/add-image';
import { toStoreProblem } from './store-problem';

export interface Upload {
  readonly fields: Record<string, string>;
  readonly file: Received | undefined;
  readonly faults: FieldFault[];
}

/** Receives a file's content under an id of its own, and says what arrived. */
export type Receive = (fileName: string, content: Readable) => Promise<Received>;

const MOST_FIELDS = 20;
const MOST_FIELD_BYTES = 16 * 1024;
const LONGEST_NAME = 255;

/**
 * Reads a multipart upload as it arrives, fields and file in any order; the file goes through `receive` chunk by chunk.
 * @throws Problem 415 if it is no multipart body, 400 if it breaks off or holds two files, 413 above `maxBytes`
 */
export async function readUpload(request: FastifyRequest, maxBytes: number, receive: Receive): Promise<Upload> {
  if (!request.isMultipart()) throw new Problem(415, 'Unsupported Media Type', { detail: 'Send multipart/form-data.' });
  const fields: Record<string, string> = {};
  const faults: FieldFault[] = [];
  let file: Received | undefined;
  const limits = { fileSize: maxBytes, files: 1, fields: MOST_FIELDS, fieldSize: MOST_FIELD_BYTES };
  for await (const part of request.parts({ limits })) {
    const path = part.fieldname;
    if (part.type === 'field') {
      if (path in fields) faults.push({ path, message: 'is given twice' });
      if (part.valueTruncated) faults.push({ path, message: `must not be above ${MOST_FIELD_BYTES} bytes` });
      fields[path] = String(part.value);
      continue;
    }
    if (path !== 'file') faults.push({ path, message: 'is a file; the field of the image is named file' });
    file = await receive(part.filename.slice(0, LONGEST_NAME), part.file);
    if (part.file.truncated) throw tooLarge(maxBytes);
  }
  return { fields, file, faults };
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, 'Content Too Large', {
    reason: 'too-large',
    detail: `An image has at most ${maxBytes} bytes.`,
  });
}

/** What the streams, the disk and the multipart reader throw, in words for the caller; anything else stays as it is. */
export function toUploadProblem(error: unknown, maxBytes: number): unknown {
  if (error instanceof StoreUnavailable) return toStoreProblem(error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(507, 'Insufficient Storage', { detail: 'There is no room for this image.', cause: error });
    case 'FST_REQ_FILE_TOO_LARGE':
      return tooLarge(maxBytes);
    case 'FST_FILES_LIMIT':
      return badRequest([{ path: 'file', message: 'is given twice' }]);
    case 'FST_MP_PREMATURE_CLOSE':
    case 'ERR_STREAM_PREMATURE_CLOSE':
    case 'ECONNRESET':
      return new Problem(400, 'Bad Request', { reason: 'broken-off', detail: 'The upload broke off.' });
    default:
      return code.startsWith('FST_') || (error as Error).message === 'Unexpected end of multipart data'
        ? new Problem(400, 'Bad Request', { detail: (error as Error).message })
        : error;
  }
}
