import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeProof, type CoverageProof } from "../../domain/proof/coverageProof";
import { proofAlgorithm, serializeSignature } from "../../domain/proof/signature";
import { proofEvidence, type ProofSettings } from "../../policypack/proofFile";
import { bucket, cover, data, places, provider, said, shop } from "../support/stackResources";

const organizationId = "o-exampleorgid";
const now = new Date("2026-11-27T12:00:00.000Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

describe("a proof as evidence", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "proof-"));
    file = join(folder, "coverage.json");
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => [file, `${file}.sig`].forEach((each) => rmSync(each, { force: true })));

  const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
  const settings = (): ProofSettings => ({ file, publicKeys: [pem(publicKey)], organizationId });

  /** What `audit --proof` writes of account shop in eu-west-1. */
  function write({ date = hoursAgo(1), organization = organizationId, key = privateKey } = {}): string {
    const proof = { version: 1, organization, date, accounts: { [shop]: ["eu-west-1"] } } as unknown as CoverageProof; // parsed ids
    const text = serializeProof(proof);
    writeFileSync(file, text);
    const signature = sign("sha256", Buffer.from(text), key).toString("base64");
    writeFileSync(
      `${file}.sig`,
      serializeSignature({ version: 1, keyId: "arn:aws:kms:eu-central-1:222222222222:key/1", algorithm: proofAlgorithm, signature }),
    );
    return text;
  }

  const judged = (change: Partial<ProofSettings> = {}, resources = [bucket()]) =>
    cover(resources, { evidence: [proofEvidence({ ...settings(), ...change }, now)] });

  /** No evidence, and the violation says why. */
  function refuses(why: RegExp, change: Partial<ProofSettings> = {}): void {
    const evidence = proofEvidence({ ...settings(), ...change }, now);
    assert.equal(evidence.covered.size, 0);
    const { violations, notes } = judged(change);
    assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
    assert.match(violations[0]?.message ?? "", why);
    assert.match(
      violations[0]?.message ?? "",
      /run `access-analyzer-org deploy` and `access-analyzer-org audit --proof coverage\.json`, and configure that proof\.$/,
    );
    assert.deepEqual(notes, []);
  }

  it("that is fresh covers what it names, and nothing else", () => {
    write();
    assert.deepEqual(judged(), { violations: [], notes: [] });
    const elsewhere = [bucket({ region: "us-east-1" }), bucket({}, provider({ region: "eu-west-1", allowedAccountIds: [data] }))];
    const { violations } = judged({}, elsewhere);
    assert.deepEqual(places(violations), [`data: ${shop}, us-east-1`, `data: ${data}, eu-west-1`]);
    assert.match(
      violations[0]?.message ?? "",
      /; the proof .*coverage\.json \(the proof is of 2026-11-27T11:00:00\.000Z\) does not have it\./,
    );
  });

  it("may be signed with any of the keys, and a few minutes ahead", () => {
    write({ date: hoursAgo(-4 / 60), key: other.privateKey });
    assert.deepEqual(judged({ publicKeys: [pem(publicKey), pem(other.publicKey)] }), { violations: [], notes: [] });
  });

  it("that is stale passes with a note for its grace, and blocks after it", () => {
    write({ date: hoursAgo(49) });
    const { violations, notes } = judged();
    assert.deepEqual(violations, []);
    assert.match(
      said(notes).join(),
      /^data: This stack passes by an old proof, .*coverage\.json: the proof is of .*, 49 hours old, and may be 48; until it is 120 hours old it counts\. Write a new one with `access-analyzer-org audit --proof`\.$/,
    );
    refuses(/has expired: the proof is of .*, 49 hours old, and may be 48\./, { graceHours: 0 });
    assert.deepEqual(judged({ maximumAgeHours: 72 }), { violations: [], notes: [] });
    write({ date: hoursAgo(121) });
    refuses(/has expired: the proof is of .*, 121 hours old, and may be 48\./);
  });

  it("that was edited", () => {
    const text = write();
    writeFileSync(file, text.replace("eu-west-1", "us-east-1"));
    refuses(/coverage\.json is not trusted: none of the public keys \(1\) verifies the proof: it was changed after it was signed/);
    writeFileSync(file, text);
    assert.deepEqual(judged().violations, []);
  });

  it("of another organization", () => {
    write({ organization: "o-anotherone1" });
    refuses(/is not trusted: the proof is of organization o-anotherone1, expected o-exampleorgid/);
  });

  it("dated in the future", () => {
    write({ date: hoursAgo(-1) });
    refuses(/is not trusted: .*more than 5 minutes in the future/);
  });

  it("of a key that is not listed, or cannot be read", () => {
    write({ key: other.privateKey });
    refuses(/is not trusted: none of the public keys \(1\) verifies the proof/);
    refuses(/is not trusted: no public key is configured/, { publicKeys: [] });
    refuses(/is not trusted: public key 1 cannot be used/, { publicKeys: ["no key"] });
  });

  it("that cannot be read, or has no signature beside it", () => {
    refuses(/the proof cannot be read: ENOENT.*coverage\.json'/);
    write();
    rmSync(`${file}.sig`);
    refuses(/the proof cannot be read: ENOENT.*coverage\.json\.sig'/);
    writeFileSync(`${file}.sig`, "");
    refuses(/is not trusted: the proof's signature is not JSON/);
    refuses(/the proof cannot be read: EISDIR/, { file: folder });
  });

  it("that is not configured", () => {
    assert.deepEqual(proofEvidence(undefined, now), { state: "no proof is configured", covered: new Map() });
  });
});
