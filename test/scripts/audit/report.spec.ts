import assert from "node:assert/strict";
import { auditCoverage } from "../../../domain/audit/audit";
import type { Audit } from "../../../domain/audit/audit";
import { accountId, region } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount } from "../../../domain/inventory/inventory";
import { partitions } from "../../../domain/partitions";
import { renderAudit } from "../../../scripts/audit/report";
import { glyphs } from "../../../scripts/audit/glyphs";
import { regionColumns } from "../../../scripts/audit/regionColumns";
import { styleOf } from "../../../scripts/terminal/style";
import type { Style } from "../../../scripts/terminal/style";
import { widthOf } from "../../../scripts/terminal/text";
import { ours } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";

const plain: Style = { colour: false, unicode: true, columns: 100 };
const ascii: Style = { colour: false, unicode: false, columns: 100 };
const { defaultRegions, optInRegions } = partitions.aws;

describe("the audit's report", () => {
  it("keeps within 100 columns with 17 Regions in one block, long names included", () => {
    const text = renderAudit(audit(members(3, "a-rather-long-account-name-for-payments-production")), plain);
    assertWidth(text, 100);
    assert.equal(text.split("\n").filter((line) => /\bus─/.test(line)).length, 1, "one block");
  });

  it("breaks into blocks where there are more Regions, or less room, and shows every Region once", () => {
    const regions = [...defaultRegions, ...optInRegions];
    const text = renderAudit(audit(members(2), regions), { ...plain, columns: 80 });
    assertWidth(text, 80);
    const shown = regionColumns(regions);
    const codes = text
      .split("\n")
      .filter((line) => /^ +([a-z]{1,2}\d ?)+/.test(line.replace(/ +/g, " ")))
      .flatMap((line) => line.trim().split(/ +/));
    assert.deepEqual(codes.sort(), shown.map(({ code }) => code).sort());
  });

  it("has a character of its own for every state, in both character sets", () => {
    for (const set of ["unicode", "ascii"] as const)
      assert.equal(new Set(Object.values(glyphs).map((glyph) => glyph[set])).size, Object.keys(glyphs).length);
    assert.match(renderAudit(audit(members(1)), ascii), /^[\u0020-\u007e\n]*$/);
  });

  it("colours only where it may", () => {
    assert.doesNotMatch(renderAudit(audit(members(1)), plain), /\u001b/);
    assert.match(renderAudit(audit(members(1)), { ...plain, colour: true }), /\u001b\[31m/);
  });

  it("tells a thousand missing analyzers in a few lines, each account's Regions together", () => {
    const text = renderAudit(audit(members(70)), plain);
    const list = text.slice(text.indexOf("Missing,"));
    assert.match(list, /Missing, 1,241 places: no analyzer/);
    assert.ok(list.split("\n").length < 30, list);
    assert.match(list, /and 61 more lines; --all shows them/);
    assert.match(list, /in all 17 Regions/);
  });

  it("folds accounts that are as planned when there are many, and shows them with --all", () => {
    const accounts = members(80);
    const [broken] = accounts.map(({ id }) => id).slice(40);
    const live = organization(accounts, defaultRegions, ({ id }) => id !== broken);
    const audited = auditCoverage(configuration(), live, "2026-11-22");
    const folded = renderAudit(audited, plain);
    assert.match(folded, /81 accounts as planned/);
    assert.ok(folded.split("\n").length < 40);
    assert.ok(folded.includes(`${String(broken)} account-`));
    assert.ok(renderAudit(audited, plain, true).split("\n").length > 80);
  });

  it("shows names that AWS hands out without letting them steer the terminal", () => {
    const text = renderAudit(audit(members(1, "evil\u001b[2Jname\r\n")), plain);
    assert.doesNotMatch(text, /\u001b|\r/);
    assert.match(text, /evil.\[2Jname/);
  });

  it("keeps columns straight with names of wide characters", () => {
    const text = renderAudit(audit([...members(1, "支払い"), ...members(1, "payments", 5)]), plain);
    const [wide, narrow] = ["支払い", "payments"].map((name) => text.split("\n").find((line) => line.includes(name)) ?? "");
    assert.equal(widthOf((wide ?? "").split("✗")[0] ?? ""), widthOf((narrow ?? "").split("✗")[0] ?? ""));
  });

  it("keeps an account without known Regions in sight", () => {
    const live = organization(members(1), defaultRegions, () => false);
    const text = renderAudit(
      auditCoverage(
        configuration(),
        {
          ...live,
          accounts: live.accounts.map((account) => ({ ...account, regions: { unreadable: "AssumeRole: AccessDenied" }, analyzers: [] })),
        },
        "2026-11-22",
      ),
      plain,
    );
    for (const { id } of live.accounts) assert.match(text, new RegExp(`${id} .*\\? Regions could not be read`));
  });
});

describe("styleOf", () => {
  it("follows terminal, NO_COLOR, FORCE_COLOR and locale", () => {
    assert.deepEqual(styleOf({ isTTY: true, columns: 132 }, { LANG: "en_US.UTF-8" }), { colour: true, unicode: true, columns: 132 });
    assert.deepEqual(styleOf({}, { LANG: "en_US.UTF-8" }), { colour: false, unicode: true, columns: 100 });
    assert.equal(styleOf({ isTTY: true }, { NO_COLOR: "1" }).colour, false);
    assert.equal(styleOf({}, { FORCE_COLOR: "1" }).colour, true);
    assert.equal(styleOf({ isTTY: true }, { LC_ALL: "C", LANG: "en_US.UTF-8" }).unicode, false);
  });
});

function assertWidth(text: string, columns: number): void {
  for (const line of text.split("\n")) assert.ok(widthOf(line) <= columns, `${widthOf(line)} columns: ${line}`);
}

function audit(accounts: InventoryAccount[], regions: readonly string[] = defaultRegions): Audit {
  return auditCoverage(
    configuration(),
    organization(accounts, regions, () => false),
    "2026-11-22",
  );
}

/** Management, delegated administrator and these; `covered` ones have every planned analyzer. */
function organization(
  accounts: InventoryAccount[],
  regions: readonly string[],
  covered: (account: InventoryAccount) => boolean,
): Inventory {
  const live = inventory([], [...regions]);
  const facts = live.accounts[0];
  assert.ok(facts);
  const all = [...live.accounts, ...accounts.map(({ id, name }) => ({ ...facts, id, name }))];
  return {
    ...live,
    accounts: all.map((account) => ({
      ...account,
      analyzers: account.analyzers.map((entry) => ({ ...entry, found: { read: covered(account) ? planned(account) : [] } })),
    })),
  };
}

function planned({ id }: InventoryAccount): ExistingAnalyzer[] {
  const account = ours(configuration(), id, "ACCOUNT");
  return id === delegatedAdministrator ? [account, ours(configuration(), id, "ORGANIZATION")] : [account];
}

function members(count: number, name?: string, from = 3): InventoryAccount[] {
  const [sample] = inventory([member], ["eu-central-1"]).accounts;
  assert.ok(sample);
  return Array.from({ length: count }, (_, index) => {
    const id = accountId(String(300000000000 + from + index));
    return {
      ...sample,
      id,
      name: name ?? `account-${index}`,
      regions: { read: [{ name: region("eu-central-1"), optStatus: "ENABLED_BY_DEFAULT" as const }] },
    };
  });
}
