import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profileSection } from "../../../dev/demo/callers";
import { auditRoleName } from "../../../domain/names";
import { deleteRole } from "../../../dev/sandbox/iam/roles";
import { openReviewers } from "../../../scripts/deploy/callers";
import type { Part } from "../../../scripts/deploy/part";
import { operationsWorld, type OperationsWorld } from "../../support/operationsWorld";
import { configuration, delegatedAdministrator, management } from "../../support/organization";

const config = configuration();
const roleIn = (account: string) => `arn:aws:iam::${account}:role${config.access.rolePath}${auditRoleName}`;

describe("who looks, in a preview", () => {
  let world: OperationsWorld;
  let folder: string;
  beforeEach(async () => {
    world = await operationsWorld();
    folder = mkdtempSync(join(tmpdir(), "reviewers-"));
    const file = join(folder, "credentials");
    writeFileSync(file, profileSection(["platform", world.sandbox.adminCredentials]));
    Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: file });
    world.callAs("everythingElse");
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await world.close();
  });

  async function reviewers(options: { only?: Part; managementProfile?: string } = {}) {
    const { organization, management: inside, everythingElse, asManagementCaller = false } = await open(options);
    return { organization: organization.arn, management: inside?.arn, caller: everythingElse?.account, asManagementCaller };
  }
  const open = (options: { only?: Part; managementProfile?: string }) => openReviewers(options, config, new AbortController().signal);
  const reviewer = { organization: roleIn(delegatedAdministrator), caller: delegatedAdministrator, asManagementCaller: false };

  it("is who may assume the audit roles, for the management account too, whatever else is named", async () => {
    for (const options of [{}, { managementProfile: "platform" }, { only: "management" as const }])
      assert.deepEqual(await reviewers(options), { ...reviewer, management: roleIn(management) });
    for (const only of ["security", "members"] as const)
      assert.deepEqual(await reviewers({ only }), { ...reviewer, management: undefined });
  });

  it("is the management account's own caller there, if one is named, while its audit role cannot be assumed", async () => {
    deleteRole(world.sandbox.world, management, auditRoleName);
    assert.deepEqual(await reviewers(), { ...reviewer, management: undefined });
    const named = await open({ managementProfile: "platform" });
    assert.equal(named.management?.account, management);
    assert.equal(named.organization.account, management);
    assert.equal(named.everythingElse?.account, delegatedAdministrator);
    assert.equal(named.asManagementCaller, true);
  });

  it("is the management account's own caller for --only management, where nobody else is named", async () => {
    assert.equal((await reviewers({ only: "management", managementProfile: "platform" })).asManagementCaller, true);
    world.callAs("management");
    const { management: account, caller, asManagementCaller } = await reviewers({ only: "management" });
    assert.match(account ?? "", new RegExp(`:${management}:user/`));
    assert.deepEqual([caller, asManagementCaller], [undefined, true]);
  });

  it("is nobody of an account that our roles do not trust", async () => {
    world.callAs("management");
    await assert.rejects(reviewers(), new RegExp(`belong to account ${management}, but account ${delegatedAdministrator} is the one`));
  });
});
