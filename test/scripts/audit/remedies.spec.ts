import assert from "node:assert/strict";
import { remedyOfInactive, remedyOfMissing, remedyOfUnreadable, remedyOfWrong } from "../../../scripts/audit/remedies";
import { accountId, region } from "../../../domain/identifiers";
import { delegatedAdministrator, management, member } from "../../support/organization";

const audited = { organization: { callers: [delegatedAdministrator] }, hasDeployed: false };
const deployed = { ...audited, hasDeployed: true };
const denied = (caller: string, role = "access-analyzer-org/access-analyzer-org-audit") =>
  `AssumeRole: AccessDenied: User: arn:aws:iam::${caller}:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${member}:role/${role}`;

describe("what the audit advises", () => {
  it("says to the management account's administrator whom the roles trust, and how to call from there", () => {
    const remedy = remedyOfUnreadable(denied(management), audited);
    assert.match(
      remedy,
      /trust account 222222222222 alone.*came from 111111111111: call with --profile or --role-arn of a principal in 222222222222/,
    );
    assert.doesNotMatch(remedy, /deploy --only management/);
  });

  it("says to the delegated administrator, and where the caller is not known, how the roles come", () => {
    assert.match(remedyOfUnreadable(denied(delegatedAdministrator), audited), /deploy --only management" rolls the roles out/);
  });

  it("does not speak of our roles where another was named", () => {
    assert.match(remedyOfUnreadable(denied(management, "OrganizationAccountAccessRole"), audited), /^Name a role with --role-name/);
  });

  it("sees what kept a role from being assumed for the moment", () => {
    assert.match(remedyOfUnreadable("AssumeRole of x: ExpiredToken: gone", audited), /sign in/);
    assert.match(remedyOfUnreadable("AssumeRole of x: Throttling: Rate exceeded", audited), /--concurrency/);
    assert.match(remedyOfUnreadable("AssumeRole of x: no answer in time", audited), /network/);
  });

  it("says what gives the audit role a permission that an older version did not have", () => {
    const reason = "archive rules of x: ListArchiveRules: AccessDeniedException: User is not authorized";
    assert.match(remedyOfUnreadable(reason, audited), /access-analyzer:ListArchiveRules.*deploy --only management" gives it to ours/);
  });

  it("does not send somebody who has just deployed to deploy alone, nor names options that deploy lacks", () => {
    assert.match(remedyOfMissing(audited), /^"access-analyzer-org deploy" creates it/);
    assert.match(remedyOfMissing(deployed), /^See what became of its stack.*--write-inventory/);
    assert.doesNotMatch(remedyOfUnreadable("no answer in time", deployed), /--timeout/);
  });

  it("does not say that deploy heals what it does not touch", () => {
    const place = {
      account: accountId(member),
      region: region("eu-west-1"),
      type: "ACCOUNT",
      state: "wrong",
      analyzer: "a",
      by: "ours",
    } as const;
    assert.match(
      remedyOfWrong({ ...place, differences: ["type is ORGANIZATION, planned ACCOUNT"] }, audited),
      /delete it and deploy again/,
    );
    assert.match(remedyOfWrong({ ...place, differences: ["unusedAccessAge is 30, planned 90"] }, audited), /deploy" puts it right/);
    assert.match(remedyOfInactive("FAILED", undefined, "ours"), /Delete the analyzer there and deploy again/);
    assert.match(remedyOfInactive("FAILED", undefined, "other"), /owner has to delete it/);
  });
});
