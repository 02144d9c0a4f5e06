import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { inflateRawSync } from "node:zlib";

/**
 * What a zip file holds, by path.
 *
 * @throws Error for what is no zip file, is packed in a way that Lambda does not take either, or has paths that lead out of it.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function unzip(archive: Uint8Array): Map<string, Buffer> {
  const zip = Buffer.from(archive);
  const end = zip.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  if (end < 0) throw new Error("it has no end");
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const size = zip.readUInt32LE(at + 20);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, nameEnd);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    if (!name.endsWith("/")) files.set(inside(name), unpacked(zip.subarray(start, start + size), zip.readUInt16LE(at + 10)));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

export function writeFiles(files: ReadonlyMap<string, Buffer>, folder: string): void {
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function inside(name: string): string {
  const path = normalize(name);
  if (path.startsWith(sep) || path.startsWith("..")) throw new Error(`${name} leads out of it`);
  return path;
}

function unpacked(content: Buffer, method: number): Buffer {
  if (method === 0) return content;
  if (method === 8) return inflateRawSync(content);
  throw new Error(`it is packed by method ${method}`);
}
