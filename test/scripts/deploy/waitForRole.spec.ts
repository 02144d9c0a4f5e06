import assert from "node:assert/strict";
import { openSession, type Session } from "../../../aws/sessions";
import { accountId, region } from "../../../domain/identifiers";
import { provisionRoleName } from "../../../domain/names";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { waitForRole } from "../../../scripts/deploy/waitForRole";

const member = accountId("444444444444");
const path = "/access-analyzer-org/";
const role = { path, name: provisionRoleName };

describe("waiting for the roles of an account", () => {
  let sandbox: Sandbox;
  let session: Session;
  const before = { ...process.env };

  beforeEach(async () => {
    sandbox = await startSandbox();
    process.env.AWS_ENDPOINT_URL = sandbox.url;
    process.env.AWS_ACCESS_KEY_ID = sandbox.adminCredentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = sandbox.adminCredentials.secretAccessKey;
    session = await openSession({}, region("eu-central-1"));
  });
  afterEach(async () => {
    await sandbox.close();
    for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  });

  it("ends at once, with the reason, when there is no time left", async () => {
    const reason = await waitForRole(session, member, role, 0, new AbortController().signal);
    assert.match(
      reason ?? "",
      /^arn:aws:iam::444444444444:role\/access-analyzer-org\/access-analyzer-org-provision cannot be assumed: AccessDenied/,
    );
  });

  it("ends when the role has come, which StackSets brings after a while", async () => {
    const waiting = waitForRole(session, member, role, Date.now() + 15_000, new AbortController().signal);
    setTimeout(() => addRole(sandbox), 200);
    assert.equal(await waiting, undefined);
  });

  it("ends when it is interrupted", async () => {
    const interrupt = new AbortController();
    const waiting = waitForRole(session, member, role, Date.now() + 600_000, interrupt.signal);
    setTimeout(() => interrupt.abort(), 200);
    assert.match((await waiting) ?? "", /cannot be assumed/);
  });
});

function addRole(sandbox: Sandbox): void {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "sts:AssumeRole" }],
  };
  putRole(sandbox.world, member, { name: provisionRoleName, path, trustPolicy: JSON.stringify(trust) });
}
