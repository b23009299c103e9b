/** Splits a byte stream into lines, whatever their length and however they arrive. The newline is not part of a line. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private readonly onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.emit(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.parts.push(chunk.subarray(start));
  }

  /** The stream ended: what is left is a line without its newline. */
  end(): void {
    if (this.parts.length > 0) this.emit(Buffer.alloc(0));
  }

  private emit(rest: Buffer): void {
    const line = this.parts.length > 0 ? Buffer.concat([...this.parts, rest]) : rest;
    this.parts = [];
    if (line.length > 0) this.onLine(line.toString());
  }
}
