import assert from "node:assert/strict";
import type { ExistingAnalyzer } from "../../../domain/inventory/inventory";
import { renderAudit } from "../../../scripts/audit/report";
import { others, ours, placeAt, rolledOut, withoutRules } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";
import { withAnalyzers } from "../../support/planned";

const home = "eu-central-1";
const config = configuration();
const plain = { colour: false, unicode: true, columns: 100 };

describe("whose an analyzer is: ours has tag and name, and the type that goes with the name", () => {
  it("our tag under another name covers as another owner's does, and is told", () => {
    const copied = { ...others("copied", "ACCOUNT"), owner: { kind: "ours" as const } };
    const { audit, place } = lookAt([copied]);
    assert.ok(place.state === "covered");
    assert.deepEqual([place.by, place.owner], ["other", "managed-by=access-analyzer-org"]);
    assert.deepEqual(
      audit.notes.filter(({ kind }) => kind === "resemblesOurs"),
      [{ kind: "resemblesOurs", account: member, region: home, type: "ACCOUNT", analyzer: "copied" }],
    );
    assert.match(renderAudit(audit, plain).replace(/\s+/g, " "), /has our tag or our name, but is not ours/);
    assert.equal(audit.verdict.exitCode, 0);
  });

  it("our name on another type is drift, since ours cannot stand there, and deploy is no advice", () => {
    for (const owner of [{ kind: "ours" as const }, { kind: "other" as const }]) {
      const taken: ExistingAnalyzer = { ...others("access-analyzer-org-account", "ACCOUNT_UNUSED_ACCESS"), owner };
      const { audit, place } = lookAt([taken]);
      assert.ok(place.state === "wrong");
      assert.deepEqual(place.differences, ["type is ACCOUNT_UNUSED_ACCESS, planned ACCOUNT"]);
      assert.equal(audit.verdict.exitCode, 1);
      const text = renderAudit(audit, plain).replace(/\s+/g, " ");
      assert.match(text, /AWS changes no analyzer's type, and ours needs the name\. Where its findings are not needed, delete it/);
      assert.ok(audit.notes.some(({ kind }) => kind === "resemblesOurs"));
    }
  });

  for (const status of ["FAILED", "DISABLED"] as const)
    it(`ours that is ${status} is named, even where another covers`, () => {
      const failed: ExistingAnalyzer = {
        ...withoutRules(ours(config, delegatedAdministrator, "ORGANIZATION")),
        status,
        statusReason: "AWS_SERVICE_ACCESS_DISABLED",
      };
      const live = withAnalyzers(rolledOut(config, inventory()), delegatedAdministrator, [
        ours(config, delegatedAdministrator, "ACCOUNT"),
        failed,
        others("theirs", "ORGANIZATION"),
      ]);
      const { audit, place } = placeAt(config, live, delegatedAdministrator, home, "ORGANIZATION");
      assert.ok(place.state === "covered" && place.by === "other");
      assert.match(
        renderAudit(audit, plain).replace(/\s+/g, " "),
        new RegExp(
          `ours, ${status} \\(AWS_SERVICE_ACCESS_DISABLED\\), while another one covers the place: access-analyzer-org-organization in ${home}`,
        ),
      );
    });

  function lookAt(analyzers: ExistingAnalyzer[]) {
    return placeAt(config, withAnalyzers(rolledOut(config, inventory()), member, analyzers), member, home);
  }
});
