import assert from "node:assert/strict";
import { join } from "node:path";
import { requireEngine } from "../support/engineProject";
import { deployedSandbox, requireProgram, type DeployedSandbox } from "../support/deployedSandbox";
import { management, member, memberWithConsole, security } from "../support/stacksOrganization";

/** Unmodified clients of AWS, with nothing but the environment file that the sandbox wrote. */
describe("Clients of a sandbox with the stacks rolled out", function () {
  this.timeout(120_000);
  let sandbox: DeployedSandbox;
  const accounts = [management, security, member, memberWithConsole];

  before(async function () {
    await requireEngine(this);
    sandbox = await deployedSandbox();
  });
  after(() => sandbox?.close());

  describe("AWS CLI", () => {
    /** Sets the environment to a session in the member, as people write it in a shell. */
    const enter = `eval "$(aws sts assume-role --role-arn arn:aws:iam::${member}:role/OrganizationAccountAccessRole --role-session-name cli --output text \\
      --query 'join(\`\\n\`, [join(\`\`, [\`AWS_ACCESS_KEY_ID=\`, Credentials.AccessKeyId]), join(\`\`, [\`AWS_SECRET_ACCESS_KEY=\`, Credentials.SecretAccessKey]), join(\`\`, [\`AWS_SESSION_TOKEN=\`, Credentials.SessionToken])])')" && `;

    before(async function () {
      await requireProgram(this, "aws --version", "the AWS CLI");
    });

    it("lists the analyzers of the management account, and of a member after AssumeRole", async () => {
      const list = "aws accessanalyzer list-analyzers --region eu-west-1 --query 'analyzers[].[arn, status]'";
      for (const [account, command] of [
        [management, list],
        [member, enter + list],
      ] as const) {
        assert.deepEqual(await json(command), [
          [`arn:aws:access-analyzer:eu-west-1:${account}:analyzer/access-analyzer-org-account`, "ACTIVE"],
        ]);
      }
    });

    it("lists every account over several pages, or one page", async () => {
      const list = "aws organizations list-accounts --query 'Accounts[].Id'";
      assert.deepEqual(await json(`${list} --page-size 2`), accounts);
      assert.deepEqual(await json(`${list} --no-paginate`), accounts.slice(0, 3));
    });

    it("lists the Regions of the account that asks", async () => {
      assert.deepEqual(await json(`aws account list-regions --query 'Regions[].RegionName'`), ["eu-central-1", "eu-west-1"]);
    });

    it("lists the roles' stack in every member", async () => {
      const found = await json(
        "aws cloudformation list-stack-instances --stack-set-name access-analyzer-org-roles --query 'sort_by(Summaries, &Account)[].[Account, Status]'",
      );
      assert.deepEqual(
        found,
        accounts.slice(1).map((account) => [account, "CURRENT"]),
      );
    });

    for (const { what, request, code } of [
      { what: "an analyzer beyond the quota", request: "--analyzer-name second --type ACCOUNT", code: "ServiceQuotaExceededException" },
      {
        what: "an ORGANIZATION analyzer of a plain member",
        request: "--analyzer-name mine --type ORGANIZATION",
        code: "AccessDeniedException",
      },
      { what: "a bad name", request: "--analyzer-name '9 lives' --type ACCOUNT", code: "ValidationException" },
    ]) {
      it(`is refused ${what} as AWS refuses it`, async () => {
        const run = await sandbox.shell(`${enter}aws accessanalyzer create-analyzer --region eu-west-1 ${request}`);
        // Version 1 of the AWS CLI ends with 255 where the service refuses, version 2 with 254.
        assert.ok(run.code === 254 || run.code === 255, `${run.code}: ${run.stdout}`);
        assert.match(run.stderr, new RegExp(`\\(${code}\\) when calling the CreateAnalyzer operation`));
      });
    }
  });

  it("boto3 sees and is refused the same", async function () {
    await requireProgram(this, "python3 -c 'import boto3'", "boto3");
    const ours = [["access-analyzer-org-account", "ACCOUNT", "ACTIVE"]];
    assert.deepEqual(await json(`python3 '${join(__dirname, "boto3Client.py")}' ${member}`), {
      management: ours,
      member: ours,
      accounts,
      regions: ["eu-central-1", "eu-west-1"],
      instances: accounts.slice(1).map((account) => [account, "CURRENT"]),
      quota: ["ServiceQuotaExceededException", "ServiceQuotaExceededException", 402],
      "plain member": ["AccessDeniedException", "AccessDeniedException", 403],
      "bad name": ["ValidationException", "ValidationException", 400],
    });
  });

  async function json(command: string): Promise<unknown> {
    const { code, stdout, stderr } = await sandbox.shell(command);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return JSON.parse(stdout);
  }
});
