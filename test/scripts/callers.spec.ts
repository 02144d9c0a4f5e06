import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { managementCaller, securityCaller } from "../../scripts/callers";
import { openAuditor } from "../../scripts/deploy/callers";
import { within } from "../support/rolledOutRoles";
import { sessionIn } from "../support/sandboxClients";
import { management, member, memberWithConsole as ci, organization, organizationYaml, security } from "../support/stacksOrganization";

const configuration = (more = "") => parseConfiguration(organizationYaml({ more }), "organization.yaml");
const named = configuration(`access: { callers: { deployer: ["arn:aws:iam::${ci}:role/deploy"], retirer: [Retirement] } }`);
const elsewhere = configuration(
  `access: { callers: { deployer: ["arn:aws:iam::${ci}:role/deploy"], retirer: ["arn:aws:iam::${ci}:user/x"] } }`,
);

describe("whose credentials are taken", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ organization });
  });
  after(() => sandbox.close());

  const as = async <T>(account: string, work: () => Promise<T>) =>
    within(sandbox, account === management ? sandbox.adminCredentials : await sessionIn(sandbox, account), work);
  const refused = (account: string, config: typeof named, says: RegExp) =>
    assert.rejects(
      as(account, () => securityCaller({}, config)),
      { name: "InputError", message: says },
    );

  it("are the delegated administrator's, where no callers are named", async () => {
    assert.equal((await as(security, () => securityCaller({}, configuration()))).account, security);
    await refused(
      ci,
      configuration(),
      /belong to account 444444444444, but account 222222222222 is the one to be called from\. Nothing was changed/,
    );
  });

  it("are those of an account of which a caller is named, and of no other", async () => {
    for (const account of [security, ci]) assert.equal((await as(account, () => securityCaller({}, named))).account, account);
    await refused(member, named, /account 333333333333, but accounts 222222222222, 444444444444 are those to be called from/);
    await refused(security, elsewhere, /account 222222222222, but account 444444444444 is the one to be called from/);
  });

  it("are the management account's for its own stack, whoever is named", async () => {
    assert.equal((await as(management, () => managementCaller({}, named))).account, management);
    await assert.rejects(
      as(ci, () => managementCaller({}, named)),
      { message: /account 444444444444, but account 111111111111 is the one/ },
    );
  });

  it("look into members beside it where a caller of that account is named", async () => {
    const roleArn = (account: string) => `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
    const auditor = async (account: string) => {
      const organizationCaller = await managementCaller({}, named);
      return openAuditor({ roleArn: roleArn(account) }, { organization: organizationCaller }, named, new AbortController().signal);
    };
    assert.ok("read" in (await as(management, () => auditor(ci))));
    const other = await as(management, () => auditor(member));
    assert.match(
      "unreadable" in other ? other.unreadable : "",
      /of account 333333333333; that takes .* of a principal in 222222222222 or 444444444444/,
    );
  });
});
