import { homeRegion, regions } from "./organization";

/**
 * A Pulumi program in one file: an analyzer with an archive rule for each of `accounts` and Region.
 *
 * @param providers how many of the accounts have a provider of their own; with 1 all of it lands in the first account.
 */
export function bareProgram(accounts: string[], providers: number): string {
  return `import { Analyzer, ArchiveRule } from "@pulumi/aws/accessanalyzer";
import { Provider } from "@pulumi/aws/provider";

Error.stackTraceLimit = 1; // this and the imports as the product has them
const accounts = ${JSON.stringify(accounts)};
const providers = accounts.slice(0, ${providers}).map((account) => new Provider("aws-" + account, {
  region: "${homeRegion}",
  allowedAccountIds: [account],
  assumeRoles: [{ roleArn: "arn:aws:iam::" + account + ":role/access-analyzer-org/access-analyzer-org-provision", sessionName: "bench" }],
}));
accounts.forEach((account, i) => {
  const provider = providers[i % providers.length];
  for (const region of ${JSON.stringify(regions)}) {
    const name = account + "-" + region;
    const tags = { "managed-by": "access-analyzer-org" };
    const analyzer = new Analyzer(name, { analyzerName: "bench-" + account, type: "ACCOUNT", region, tags }, { provider });
    const filters = [{ criteria: "resource", eqs: ["arn:aws:iam::" + account + ":role/access-analyzer-org/access-analyzer-org-audit"] }];
    new ArchiveRule(name + "-rule", { analyzerName: analyzer.analyzerName, ruleName: "bench", region, filters }, { provider });
  }
});
`;
}
