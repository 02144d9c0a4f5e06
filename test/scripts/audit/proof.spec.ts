import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  SignCommand,
} from "@aws-sdk/client-kms";
import { readProofKey, signProof } from "../../../aws/proofSigner";
import { openSession } from "../../../aws/sessions";
import { seedAnalyzer } from "../../../dev/sandbox/services/accessanalyzer";
import type { CallerKind } from "../../../domain/configuration/caller";
import { proofAlias } from "../../../domain/names";
import { proofKeyPolicy } from "../../../domain/policies/proofKey";
import { reviewVariable } from "../../../domain/review";
import { verifyProof } from "../../../domain/proof/signature";
import { callerSession } from "../../support/callerSession";
import { run } from "../../support/commandLine";
import { rolledOutRoles, within } from "../../support/rolledOutRoles";
import { clients, sessionIn } from "../../support/sandboxClients";
import { consoleAnalyzer, management, member, memberWithConsole, organizationYaml, security } from "../../support/stacksOrganization";

const homeRegion = "eu-central-1";
/** The account of the pipelines. */
const ci = memberWithConsole;
const kinds = ["auditor", "reviewer", "deployer", "retirer", "prover"] as const;
const more = `access: { callers: { ${kinds.map((kind) => `${kind}: ["arn:aws:iam::${ci}:role/${kind}"]`).join(", ")} } }
proof: { enabled: true }`;

describe("audit --proof", function () {
  this.timeout(60_000);
  let world: Awaited<ReturnType<typeof rolledOutRoles>>;
  let folder: string;
  let file: string;
  let key: string;

  before(async () => {
    world = await rolledOutRoles(more, (sandbox, configuration) => callerSession(sandbox, configuration, "auditor", ci));
    const { kms } = clients(world.sandbox, await sessionIn(world.sandbox, security));
    const Policy = JSON.stringify(proofKeyPolicy(world.configuration));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY", Policy }));
    key = KeyMetadata?.Arn ?? "";
    await kms.send(new CreateAliasCommand({ AliasName: proofAlias, TargetKeyId: key }));
  });
  after(() => world?.close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "proof-"));
    file = join(folder, "coverage.json");
    writeFileSync(join(folder, "organization.yaml"), organizationYaml({ more }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const command = async (kind: CallerKind, args: string[], environment: NodeJS.ProcessEnv = {}) => {
    const keys = await callerSession(world.sandbox, world.configuration, kind, ci);
    return run(args, folder, {
      AWS_ENDPOINT_URL: world.sandbox.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
      ...environment,
    });
  };
  const verified = async (now = new Date()) => {
    const { code, stdout, stderr } = await command("prover", ["proof-key"]);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, `${key}\n`);
    return verifyProof({
      bytes: readFileSync(file),
      signature: readFileSync(`${file}.sig`, "utf8"),
      publicKeys: [stdout],
      organization: world.sandbox.world.organization.id,
      ...{ now, maximumAgeHours: 26, graceHours: 24, clockSkewMinutes: 5 },
    });
  };

  it("writes what it saw, which verifies offline by the key that proof-key prints; drift does not prevent it", async () => {
    seedAnalyzer(world.sandbox.world, { account: member, region: homeRegion, name: "console", type: "ACCOUNT" });
    const began = Date.now();
    const { code, stdout, stderr } = await command("prover", ["audit", "--json", "--proof", "coverage.json"]);
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      new RegExp(`^Proof written: coverage.json and coverage.json.sig, 2 places in 2 of \\d+ accounts, signed by ${key}\\.$`, "m"),
    );
    assert.equal(JSON.parse(stdout).verdict.result, "drift");

    const checked = await verified();
    assert.equal(checked.state, "fresh", checked.why);
    assert.ok("proof" in checked);
    assert.deepEqual(checked.proof.accounts, { [member]: [homeRegion], [memberWithConsole]: [consoleAnalyzer.region] });
    assert.ok(Date.parse(checked.proof.date) >= began && Date.parse(checked.proof.date) <= Date.now());
    assert.doesNotMatch(readFileSync(file, "utf8"), /console/);

    const bytes = readFileSync(file);
    writeFileSync(file, `${bytes.toString()} `);
    assert.equal((await verified()).state, "untrusted");
    assert.deepEqual(readdirSync(folder).sort(), ["coverage.json", "coverage.json.sig", "organization.yaml"]);
  });

  it("an ORGANIZATION analyzer covers every account; a proof that is partial says so, and has nothing of what was not seen", async () => {
    seedAnalyzer(world.sandbox.world, { account: security, region: homeRegion, name: "console", type: "ORGANIZATION" });
    const { faults } = world.sandbox.world;
    const { id } = faults.add({ match: { operation: "ListRegions", account: member }, effect: { kind: "deny" } });
    const { code, stderr } = await command("prover", ["audit", "--proof", "coverage.json"]);
    faults.remove(id);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /What could not be seen is not in it: the proof is partial\./);
    const checked = await verified();
    assert.ok("proof" in checked, checked.why);
    assert.deepEqual(checked.proof.accounts[management as keyof typeof checked.proof.accounts], [homeRegion]);
    assert.ok(!(member in checked.proof.accounts));
  });

  it("is refused to a reviewer: nothing is written, and what was there stays", async () => {
    writeFileSync(file, "yesterday's");
    const { code, stdout, stderr } = await command("reviewer", ["audit", "--json", "--proof", "coverage.json"]);
    assert.equal(code, 1, stderr);
    assert.equal(JSON.parse(stdout).version, 1, "the audit itself is told, and is one object");
    assert.match(
      stderr,
      /^No proof was written, coverage\.json is as it was\. The key alias\/access-analyzer-org-proof in eu-central-1 of account/m,
    );
    assert.match(
      stderr,
      /sts:AssumeRole.*Whoever access\.callers\.prover names becomes .*access-analyzer-org-prover and signs, nobody else/,
    );
    assert.deepEqual(readdirSync(folder).sort(), ["coverage.json", "organization.yaml"]);
    assert.equal(readFileSync(file, "utf8"), "yesterday's");
  });

  for (const kind of ["auditor", "reviewer", "deployer", "retirer"] as const)
    it(`the ${kind} does not sign`, async () => {
      const keys = await callerSession(world.sandbox, world.configuration, kind, ci);
      await within(world.sandbox, keys, async () => {
        const session = await openSession({}, world.configuration.organization.homeRegion);
        for (const use of [signProof(Buffer.from("x"), world.configuration, session), readProofKey(world.configuration, session)])
          await assert.rejects(use, /sts:AssumeRole.*Whoever access\.callers\.prover names/);
      });
    });

  it("says so when the key is disabled, and when it is not there", async () => {
    const { kms } = clients(world.sandbox, await sessionIn(world.sandbox, security));
    await kms.send(new DisableKeyCommand({ KeyId: key }));
    const disabled = await command("prover", ["audit", "--proof", "coverage.json"]);
    await kms.send(new EnableKeyCommand({ KeyId: key }));
    assert.equal(disabled.code, 1);
    assert.match(disabled.stderr, /Sign: DisabledException: .*Somebody disabled the key or scheduled its deletion/);
    assert.deepEqual(readdirSync(folder), ["organization.yaml"]);
    await kms.send(new DeleteAliasCommand({ AliasName: proofAlias }));
    const gone = await command("prover", ["proof-key", "--json"]);
    await kms.send(new CreateAliasCommand({ AliasName: proofAlias, TargetKeyId: key }));
    assert.equal(gone.code, 1);
    assert.match(gone.stderr, /GetPublicKey: NotFoundException: .*"access-analyzer-org deploy --only security" makes the key\./);
  });

  it("refuses a file that cannot be written, a configuration without a proof, and a review", async () => {
    mkdirSync(join(folder, "taken.sig"));
    const taken = await command("prover", ["audit", "--proof", "taken"]);
    assert.equal(taken.code, 3);
    assert.match(taken.stderr, /No proof was written, taken is as it was\. taken\.sig cannot be written: it is a folder/);
    const reviewing = await command("prover", ["audit", "--proof", "coverage.json"], { [reviewVariable]: "true" });
    assert.equal(reviewing.code, 3);
    assert.match(reviewing.stderr, /In a review nothing is written/);

    writeFileSync(join(folder, "organization.yaml"), organizationYaml({}));
    const off = await command("prover", ["audit", "--proof", "coverage.json"]);
    assert.equal(off.code, 3);
    assert.match(off.stderr, /organization\.yaml: proof\.enabled is false, so that there is no key to sign with/);
    assert.deepEqual(readdirSync(folder).sort(), ["organization.yaml", "taken.sig"]);
  });

  it("only the prover role signs, whatever else the account allows", async () => {
    const { kms } = clients(world.sandbox, await sessionIn(world.sandbox, security));
    const sign = new SignCommand({ KeyId: proofAlias, Message: Buffer.from("x"), SigningAlgorithm: "ECDSA_SHA_256" });
    await assert.rejects(kms.send(sign), { name: "AccessDeniedException", message: /explicit deny in a resource-based policy/ });
  });
});
