import { createECDH, createHash, randomBytes, type KeyObject } from "node:crypto";
import { AwsError } from "../../service";

const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** ECDSA over a digest that was made elsewhere, which node:crypto has no call for. @returns DER */
export function signDigest(digest: Uint8Array, privateKey: KeyObject): Buffer {
  const secret = BigInt(`0x${Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url").toString("hex")}`);
  const nonce = (BigInt(`0x${randomBytes(40).toString("hex")}`) % (order - 1n)) + 1n;
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(bytesOf(nonce));
  // The point's x coordinate follows one byte that says how it is written.
  const r = BigInt(`0x${curve.getPublicKey().subarray(1, 33).toString("hex")}`) % order;
  const s = (inverse(nonce) * (BigInt(`0x${Buffer.from(digest).toString("hex")}`) + r * secret)) % order;
  return der(0x30, Buffer.concat([derInteger(r), derInteger(s)]));
}

/** @throws ValidationException for what KMS does not take. */
export function digestOf(message: Uint8Array, type: string): Uint8Array {
  if (type === "DIGEST") {
    if (message.length !== 32) throw new AwsError("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.");
    return message;
  }
  if (type !== "RAW") throw new AwsError("NotImplemented", `The sandbox organization does not implement messages of type ${type}`);
  if (message.length > 4096)
    throw new AwsError(
      "ValidationException",
      "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
  return createHash("sha256").update(message).digest();
}

function inverse(value: bigint): bigint {
  // Fermat: the order is a prime.
  let [result, base, exponent] = [1n, value % order, order - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
