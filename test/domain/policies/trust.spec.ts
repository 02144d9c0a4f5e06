import assert from "node:assert/strict";
import { roadNames } from "../../../domain/findings/road";
import { auditRoleName, memberRoleNames, proverRoleName, provisionRoleName, retireRoleName } from "../../../domain/names";
import { callerAccounts, trustedAccounts, trustPolicy } from "../../../domain/policies/trust";
import { configuration, delegatedAdministrator } from "../../support/organization";

const organization = "o-exampleorgid";
const ci = "arn:aws:iam::555555555555:role/ci";
const named = configuration(`access:
  callers:
    deployer: ["${ci}/deploy-*"]
    retirer: [Retirement]
    auditor: ["arn:aws:iam::444444444444:user/nightly", "${ci}/deploy-*"]
    reviewer: ["${ci}/review"]
    prover: ["arn:aws:iam::666666666666:role/prove"]
`);
const retirement = `arn:aws:iam::${delegatedAdministrator}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Retirement_*`;

describe("trust of our roles", () => {
  it("is the delegated administrator's account of this organization, where no callers are named", () => {
    for (const role of memberRoleNames)
      assert.deepEqual(trustPolicy(configuration(), organization, role), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: ["arn:aws:iam::222222222222:root"] },
            Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
            Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
          },
        ],
      });
    assert.deepEqual(callerAccounts(configuration()), [delegatedAdministrator]);
  });

  for (const [role, accounts, callers] of [
    [provisionRoleName, ["555555555555"], [`${ci}/deploy-*`]],
    [retireRoleName, ["222222222222"], [retirement]],
    [proverRoleName, ["666666666666"], ["arn:aws:iam::666666666666:role/prove"]],
    [
      auditRoleName,
      ["222222222222", "444444444444", "555555555555", "666666666666"],
      [retirement, "arn:aws:iam::444444444444:user/nightly", `${ci}/deploy-*`, `${ci}/review`, "arn:aws:iam::666666666666:role/prove"],
    ],
  ] as const) {
    it(`names its callers and their accounts, where they are configured: ${role}`, () => {
      const [statement] = trustPolicy(named, organization, role).Statement;
      assert.deepEqual(statement?.Principal, { AWS: accounts.map((account) => `arn:aws:iam::${account}:root`) });
      assert.deepEqual(statement.Condition, {
        StringEquals: { "aws:PrincipalOrgID": organization },
        ArnLike: { "aws:PrincipalArn": callers },
      });
      assert.deepEqual(trustedAccounts(named, role), accounts);
    });
  }

  it("is no other account's where a role is for an AWS service, and the delegated administrator's for the sweep of members", () => {
    for (const config of [configuration(), named]) {
      assert.deepEqual(trustedAccounts(config, roadNames.functions.notifier), []);
      assert.deepEqual(trustedAccounts(config, roadNames.scanRole), [delegatedAdministrator]);
    }
  });

  it("lets every caller read: those are the accounts that may call", () => {
    assert.deepEqual(callerAccounts(named), ["222222222222", "444444444444", "555555555555", "666666666666"]);
  });
});
