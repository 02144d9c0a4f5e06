import assert from "node:assert/strict";
import { Calls } from "../../aws/calls";
import { readOrganization } from "../../aws/organizationReader";
import type { Session } from "../../aws/sessions";
import { defaultCallSettings } from "../../aws/clients";
import { accountId, region } from "../../domain/identifiers";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { accountOf } from "../../dev/sandbox/world/world";

const moving = "444444444444";
/** The root, Security, Workloads, Prod, Dev, Sandbox and Suspended. */
const units = 7;

describe("readOrganization, while an account moves", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ settings: { pageSize: 100 } });
    process.env.AWS_ENDPOINT_URL = sandbox.url;
  });
  afterEach(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await sandbox.close();
  });

  it("walks the units again, and finds where it went", async () => {
    const calls = betweenUnits((walks) => walks <= 1);
    const { accounts } = await read();
    assert.equal(accounts.find(({ id }) => id === moving)?.ou, "Workloads/Prod");
    assert.equal(calls(), 2 * units);
  });

  it("gives up on one that is nowhere, and says which", async () => {
    const calls = betweenUnits(() => true);
    await assert.rejects(read(), new RegExp(`account ${moving} was in no organizational unit`));
    assert.equal(calls(), 3 * units);
  });

  /** The account is in no unit during the walks that `when` says. @returns how many units were listed. */
  function betweenUnits(when: (walk: number) => boolean): () => number {
    const listed = () => sandbox.calls.filter(({ operation }) => operation === "ListAccountsForParent").length;
    const account = accountOf(sandbox.world, moving);
    const { parentId } = account;
    Object.defineProperty(account, "parentId", { get: () => (when(Math.ceil(listed() / units)) ? "ou-nowhere" : parentId) });
    return listed;
  }

  function read() {
    const session: Session = {
      account: accountId("111111111111"),
      partition: "aws",
      arn: "arn:aws:iam::111111111111:user/admin",
      homeRegion: region("eu-central-1"),
      credentials: () => Promise.resolve(sandbox.adminCredentials),
      settings: defaultCallSettings,
    };
    return readOrganization(session, new Calls(10));
  }
});
