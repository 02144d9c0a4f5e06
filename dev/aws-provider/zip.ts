/**
 * A zip file, its entries not compressed and without a time, so that equal content gives an equal file.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zip(files: [name: string, content: Buffer][]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path);
    // Version 2.0, names in UTF-8, stored, midnight of 1 January 1980.
    const entry = numbers([20, 2], [0x0800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(content), 4], [content.length, 4], [content.length, 4]);
    const sizes = numbers([name.length, 2], [0, 2]);
    const local = Buffer.concat([numbers([0x04034b50, 4]), entry, sizes, name, content]);
    // Made by Unix: a file that everybody may read.
    const attributes = numbers([0, 2], [0, 2], [0, 2], [0o100644 * 0x10000, 4], [offset, 4]);
    directory.push(numbers([0x02014b50, 4], [0x0314, 2]), entry, sizes, attributes, name);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = numbers([0x06054b50, 4], [0, 4], [files.length, 2], [files.length, 2], [central.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, central, end]);
}

function numbers(...values: [value: number, bytes: number][]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}

function crc32(content: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
