/** More pixels make reading slower, not better: a code is scanned from near. */
const EDGE_MAX = 1200;

interface Detector {
  detect(source: HTMLCanvasElement): Promise<{ rawValue: string }[]>;
}

interface DetectorType {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Finds the text of a QR code in pictures: by the browser where it can, by our own copy of a decoder elsewhere. */
export class QrReader {
  #native: Promise<Detector | undefined> | undefined;
  readonly #canvas = document.createElement('canvas');

  /** Undefined when the file is no picture, or has no code that can be read. */
  async readFile(file: Blob): Promise<string | undefined> {
    const picture = await createImageBitmap(file).catch(() => undefined);
    if (picture === undefined) return undefined;
    const text = await this.#read(picture, picture.width, picture.height);
    picture.close();
    return text;
  }

  async readFrame(video: HTMLVideoElement): Promise<string | undefined> {
    if (video.videoWidth === 0) return undefined;
    return this.#read(video, video.videoWidth, video.videoHeight);
  }

  async #read(source: CanvasImageSource, width: number, height: number): Promise<string | undefined> {
    const scale = Math.min(1, EDGE_MAX / Math.max(width, height));
    const canvas = this.#canvas;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) return undefined;
    // Transparent pictures are meant to be looked at on something light.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.#native ??= nativeDetector();
    const native = await (await this.#native)?.detect(canvas).catch(() => []);
    if (native?.[0] !== undefined) return native[0].rawValue;
    const { decodeQR } = await import('qr/decode.js');
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined;
    }
  }
}

async function nativeDetector(): Promise<Detector | undefined> {
  const type = (globalThis as { BarcodeDetector?: DetectorType }).BarcodeDetector;
  if (type === undefined) return undefined;
  const formats = await type.getSupportedFormats().catch((): string[] => []);
  return formats.includes('qr_code') ? new type({ formats: ['qr_code'] }) : undefined;
}
