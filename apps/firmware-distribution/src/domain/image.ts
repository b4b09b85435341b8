/** What an operator says an image is. */
export interface ImageDetails {
  readonly vendor: string;
  readonly model: string;
  readonly version: string;
  readonly notes: string | null;
  /** What a station reports at its boot where that is another string than `version`. */
  readonly reportedVersion: string | null;
  /** Which hardware the image is for, in the vendor's words. */
  readonly hardware: string | null;
  /** Base64, of the SHA-256 hash of the content (OCPP 2.0.1 L01); with its certificate or not at all. */
  readonly signature: string | null;
  /** PEM. */
  readonly signingCertificate: string | null;
}

/** What the upload itself tells. */
export interface ImageContent {
  readonly sizeBytes: number;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
}

/** Why an image is not added. `imageId` is the one that stands in its way. */
export interface ImageRefusal {
  readonly ok: false;
  readonly reason: 'already-added' | 'version-exists' | 'same-content';
  readonly imageId: string;
}

/**
 * Images are immutable: within one vendor and model a version has one content, and a content has one version. The same
 * file may serve several models.
 * @param twin - the image that has the version or the content already
 */
export function refuseTwin(
  twin: ImageContent & ImageDetails & { id: string },
  added: ImageContent & ImageDetails,
): ImageRefusal {
  const sameVersion = twin.version === added.version;
  const sameContent = twin.sha256 === added.sha256;
  const reason = sameVersion ? (sameContent ? 'already-added' : 'version-exists') : 'same-content';
  return { ok: false, reason, imageId: twin.id };
}
