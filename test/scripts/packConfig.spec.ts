import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { policyNames } from "../../domain/policyNames";
import { run } from "../support/commandLine";
import { configurationText, delegatedAdministrator, inventory } from "../support/organization";

describe("access-analyzer-org pack-config", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "pack-config-")));
    writeFileSync(join(folder, "organization.yaml"), configurationText());
    writeFileSync(join(folder, "inventory.json"), serializeInventory(inventory()));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const own = (text: string) => {
    writeFileSync(join(folder, "own.json"), text);
    return run(["pack-config", "--policy-pack-config", "own.json"], folder);
  };

  it("prints where the plan is, as absolute paths, and who owns the organization's analyzers", async () => {
    const { code, stdout, stderr } = await run(["pack-config"], folder);
    assert.equal(code, 0, stderr);
    const plan = { configuration: join(folder, "organization.yaml"), inventory: join(folder, "inventory.json") };
    assert.ok(isAbsolute(plan.configuration));
    assert.deepEqual(JSON.parse(stdout), {
      "analyzer-required": { plan },
      "analyzer-required-notes": { plan },
      "plan-complete": plan,
      "findings-road-intact": { plan },
      "findings-road-intact-notes": { plan },
      "analyzer-settings": { delegatedAdministrator },
      "no-public-policy": { plan },
      "no-public-policy-notes": { plan },
    });
  });

  it("keeps own settings, which come before", async () => {
    const { code, stdout, stderr } = await own(
      JSON.stringify({
        all: "advisory",
        "analyzer-required": { enforcementLevel: "mandatory", members: ["333333333333"] },
        "analyzer-required-notes": "mandatory",
        "analyzer-settings": { delegatedAdministrator: "999999999999" },
        "archive-rule-narrow": { exceptions: [] },
      }),
    );
    assert.equal(code, 0, stderr);
    const plan = { configuration: join(folder, "organization.yaml"), inventory: join(folder, "inventory.json") };
    assert.deepEqual(JSON.parse(stdout), {
      all: "advisory",
      "analyzer-required": { plan, enforcementLevel: "mandatory", members: ["333333333333"] },
      "analyzer-required-notes": { plan, enforcementLevel: "mandatory" },
      "plan-complete": plan,
      "findings-road-intact": { plan },
      "findings-road-intact-notes": { plan },
      "analyzer-settings": { delegatedAdministrator: "999999999999" },
      "archive-rule-narrow": { exceptions: [] },
      "no-public-policy": { plan },
      "no-public-policy-notes": { plan },
    });
  });

  const refused: [what: string, text: string, message: RegExp][] = [
    [
      "a policy that the pack does not have",
      '{"analyser-required": {}}',
      new RegExp(
        `own\\.json: "analyser-required" is no policy of the pack\\. Did you mean "analyzer-required"\\? There are ${policyNames.join(", ")}\\.`,
      ),
    ],
    ["no JSON", "analyzer-required: {}", /own\.json: .*JSON.*Settings of the policy pack are JSON, by policy\./],
    ["a list", "[]", /own\.json: expected an object of settings by policy\./],
    [
      "a number for a policy",
      '{"plan-complete": 1}',
      /own\.json: plan-complete is 1, expected an enforcement level or an object of settings\./,
    ],
    ["a list for a policy", '{"plan-complete": []}', /own\.json: plan-complete is \[\], expected/],
    [
      "a level that there is not",
      '{"plan-complete": "mandatry"}',
      /own\.json: plan-complete has the enforcement level "mandatry", expected one of advisory, mandatory, remediate, disabled\./,
    ],
    [
      "a level that there is not, among settings",
      '{"all": {"enforcementLevel": 1}}',
      /own\.json: all has the enforcement level 1, expected one of/,
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await own(text);
      assert.equal(code, 3);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    });
  }

  it("refuses a file that is not there, and a plan that cannot be made", async () => {
    const missing = await run(["pack-config", "--policy-pack-config", "none.json"], folder);
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /none\.json: ENOENT/);
    rmSync(join(folder, "inventory.json"));
    const { code, stderr } = await run(["pack-config"], folder);
    assert.equal(code, 3);
    assert.match(stderr, /inventory\.json/);
  });
});
