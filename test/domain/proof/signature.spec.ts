import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { serializeProof, type CoverageProof } from "../../../domain/proof/coverageProof";
import { parseSignature, publicKeyOf, serializeSignature, verifyProof, type ProofCheck } from "../../../domain/proof/signature";

const date = "2026-11-22T02:00:00.000Z";
const organization = "o-exampleorgid";
const keyId = "arn:aws:kms:eu-central-1:222222222222:key/1";
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const another = generateKeyPairSync("ec", { namedCurve: "P-256" });
const proof = { version: 1, organization, date, accounts: { "111111111111": ["eu-central-1"] } } as unknown as CoverageProof; // parsed ids
const bytes = Buffer.from(serializeProof(proof));

describe("a signed proof", () => {
  const ages: [hours: number, state: string, why: RegExp][] = [
    [0, "fresh", /^the proof is of 2026-11-22T02:00:00.000Z$/],
    [-5 / 60, "fresh", /^the proof is of/],
    [26, "fresh", /^the proof is of/],
    [26.01, "stale", /, 26 hours old, and may be 26; until it is 50 hours old it counts$/],
    [50, "stale", /50 hours old, and may be 26/],
    [50.01, "expired", /, 50 hours old, and may be 26$/],
    [
      -5.1 / 60,
      "untrusted",
      /^the proof is of 2026-11-22T02:00:00.000Z, which is more than 5 minutes in the future: it is 2026-11-22T01:54:54.000Z now$/,
    ],
    [NaN, "untrusted", /^what time it is now is not known$/],
  ];
  for (const [hours, state, why] of ages) {
    it(`${hours} hours old is ${state}`, () => {
      const checked = verifyProof(check({ now: new Date(Date.parse(date) + hours * 3_600_000) }));
      assert.equal(checked.state, state);
      assert.match(checked.why, why);
      assert.deepEqual("proof" in checked ? checked.proof : proof, proof);
    });
  }

  it("any of the public keys may have signed, and a digest is signed as the message is", () => {
    assert.equal(verifyProof(check({ publicKeys: [pem(another.publicKey), pem(publicKey)] })).state, "fresh");
    assert.equal(createHash("sha256").update(bytes).digest().length, 32);
  });

  it("one bit more or less anywhere is not trusted", () => {
    for (let place = 0; place < bytes.length; place += 7) {
      const edited = Buffer.from(bytes);
      edited[place] = (edited[place] ?? 0) ^ 1;
      assert.match(
        untrusted({ bytes: edited }),
        /^none of the public keys \(1\) verifies the proof: it was changed after it was signed, or another key/,
      );
    }
    assert.match(untrusted({ bytes: Buffer.concat([bytes, Buffer.from("\n")]) }), /was changed after/);
    assert.match(untrusted({ bytes: bytes.subarray(1) }), /was changed after/);
  });

  const otherOrganization = Buffer.from(serializeProof({ ...proof, organization: "o-anotherone1" }));
  const notAProof = Buffer.from("{}\n");
  const notText = Buffer.from([0xff, 0xfe]);
  const cases: [what: string, change: Partial<ProofCheck>, why: RegExp][] = [
    [
      "another key signed",
      { publicKeys: [pem(another.publicKey)] },
      /^none of the public keys \(1\).*another key signed it \(the signature names arn:aws:kms/,
    ],
    ["no public key", { publicKeys: [] }, /^no public key is configured/],
    ["another organization", signed(otherOrganization), /^the proof is of organization o-anotherone1, expected o-exampleorgid$/],
    ["signed, but no proof", signed(notAProof), /^the proof has no key version$/],
    ["signed, but no text", signed(notText), /encoded data was not valid/],
    ["no JSON beside it", { signature: "" }, /^the proof's signature is not JSON/],
    ["a key too many", { signature: altered({ more: 1 }) }, /^the proof's signature has the key "more"/],
    ["another version", { signature: altered({ version: 2 }) }, /^version of the proof's signature is 2, expected 1$/],
    ["no key id", { signature: altered({ keyId: "" }) }, /^keyId of the proof's signature is ""/],
    [
      "another algorithm",
      { signature: altered({ algorithm: "none" }) },
      /^algorithm of the proof's signature is "none", expected ECDSA_SHA_256$/,
    ],
    ["no base64", { signature: altered({ signature: "=" }) }, /^signature of the proof's signature is "="/],
    ["no DER", { signature: altered({ signature: Buffer.from("x").toString("base64") }) }, /^none of the public keys/],
    ["an empty signature", { signature: altered({ signature: "" }) }, /^signature of the proof's signature is ""/],
    ["a key twice", { signature: signatureOf(bytes).replace("{", '{"version": 1,') }, /a key stands in it twice/],
    [
      "an RSA key",
      { publicKeys: [pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)] },
      /^public key 1 cannot be used: a key of type rsa, expected one of P-256/,
    ],
    [
      "another curve",
      { publicKeys: [pem(publicKey), pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey)] },
      /^public key 2 cannot be used: a key of type ec and curve secp384r1, expected/,
    ],
    ["an Ed25519 key", { publicKeys: [pem(generateKeyPairSync("ed25519").publicKey)] }, /a key of type ed25519, expected/],
    [
      "a private key",
      { publicKeys: [privateKey.export({ type: "pkcs8", format: "pem" }).toString()] },
      /^public key 1 cannot be used: "-----BEGIN PRIVATE KEY-----" does not begin a public key/,
    ],
    ["two keys in one text", { publicKeys: [pem(publicKey) + pem(publicKey)] }, /does not begin a public key|cannot be used/],
    ["no PEM", { publicKeys: ["MFkw"] }, /"MFkw" does not begin a public key/],
    ["PEM of nothing", { publicKeys: ["-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] }, /it cannot be read/],
  ];
  for (const [what, change, why] of cases) it(`not trusted: ${what}`, () => assert.match(untrusted(change), why));

  it("a signature's text reads back", () => {
    const text = signatureOf(bytes);
    assert.equal(serializeSignature(parseSignature(text)), text);
  });

  it("a public key may have other line ends", () => {
    assert.equal(publicKeyOf(pem(publicKey).replaceAll("\n", "\r\n")).asymmetricKeyType, "ec");
  });
});

function check(change: Partial<ProofCheck>): ProofCheck {
  return {
    ...signed(bytes),
    publicKeys: [pem(publicKey)],
    organization,
    now: new Date(date),
    maximumAgeHours: 26,
    graceHours: 24,
    clockSkewMinutes: 5,
    ...change,
  };
}

function untrusted(change: Partial<ProofCheck>): string {
  const { state, why } = verifyProof(check(change));
  assert.equal(state, "untrusted");
  return why;
}

function signed(content: Buffer): { bytes: Uint8Array; signature: string } {
  return { bytes: content, signature: signatureOf(content) };
}

function signatureOf(content: Buffer): string {
  const signature = sign("sha256", content, { key: privateKey, dsaEncoding: "der" }).toString("base64");
  return serializeSignature({ version: 1, keyId, algorithm: "ECDSA_SHA_256", signature });
}

function altered(change: object): string {
  return `${JSON.stringify({ ...JSON.parse(signatureOf(bytes)), ...change }, undefined, 2)}\n`;
}

function pem(key: KeyObject): string {
  return key.export({ type: "spki", format: "pem" }).toString();
}
