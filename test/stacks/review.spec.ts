import assert from "node:assert/strict";
import type { StackRole } from "../../domain/plan/stackName";
import { reviewVariable } from "../../domain/review";
import { rollOut } from "../../stacks";
import { record } from "../support/mockRecorder";
import { delegatedAdministrator, management, member } from "../support/organization";
import { projectOf } from "../support/project";

const env = {
  [reviewVariable]: "true",
  ACCESS_ANALYZER_ORG_PROFILE: "reviewer",
  ACCESS_ANALYZER_ORG_ROLE_ARN: "arn:aws:iam::222222222222:role/pull-requests",
  ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: "platform",
};
const stacks: [account: string, role: StackRole][] = [
  [management, { kind: "management" }],
  [delegatedAdministrator, { kind: "security" }],
  [member, { kind: "member", account: member }],
];

describe("a stack in a review", () => {
  for (const [account, role] of stacks) {
    const run = (preview: boolean, settings = { env }) => record(() => rollOut(role, projectOf(), settings), { stack: "review", preview });

    it(`${role.kind}: looks at its account through the audit role, with the credentials of everything else`, async () => {
      const { inputs } = (await run(true)).named("aws");
      assert.equal(inputs.profile, "reviewer");
      assert.deepEqual(JSON.parse(String(inputs.allowedAccountIds)), [account]);
      assert.deepEqual(
        (JSON.parse(String(inputs.assumeRoles)) as { roleArn: string }[]).map(({ roleArn }) => roleArn),
        [env.ACCESS_ANALYZER_ORG_ROLE_ARN, `arn:aws:iam::${account}:role/access-analyzer-org/access-analyzer-org-audit`],
      );
    });

    it(`${role.kind}: is refused outside of a preview`, async () => {
      await assert.rejects(run(false), /ACCESS_ANALYZER_ORG_REVIEW is true, and this is no preview.*nothing was changed in AWS/);
    });

    it(`${role.kind}: has the same resources as outside of one`, async () => {
      const outside = await run(true, { env: { ...env, [reviewVariable]: "false" } });
      const without = ({ resources }: typeof outside) => resources.filter(({ type }) => type !== "pulumi:providers:aws");
      assert.deepEqual(without(await run(true)), without(outside));
    });
  }

  it("is refused where the variable says neither true nor false", async () => {
    const settings = { env: { [reviewVariable]: "1" } };
    await assert.rejects(
      record(() => rollOut({ kind: "management" }, projectOf(), settings), { preview: true }),
      /ACCESS_ANALYZER_ORG_REVIEW is "1": allowed are "true" and "false"/,
    );
  });
});
