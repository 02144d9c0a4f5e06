/** The smallest zip file there is: only the record of its end. */
export const emptyZip: Uint8Array = Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]);
