import { lookups } from "./lookups";
import type { PolicyCalls, PolicyRow } from "./row";

/** docs/scanner.md: the table as the code has it. */
export function scannerPage(rows: readonly PolicyRow[]): string {
  return `${introduction}
${table(
  ["resource", "event source", "event names", "what names it", "lookup", "scanned in"],
  rows.flatMap((row) => row.changes.map((calls) => lineOf(row, calls))),
)}

## Lookups

At most one a change, in the account of the event, and only where the event cannot say it. None reads data.

${table(
  ["call", "action", "because"],
  Object.entries(lookups).map(([call, { action, reason }]) => [call, `\`${action}\``, reason]),
)}
${limits}`;
}

function lineOf({ type, eventSource, scannedIn }: PolicyRow, { names, match, named, shape, lookup }: PolicyCalls): string[] {
  const written = Object.entries(names).map(
    ([name, is]) => `\`${name}${match === "prefix" ? "*" : ""}\`${is === "confirmed" ? "" : " (?)"}`,
  );
  const where = scannedIn === "home" ? "the home Region" : "the Region of the change";
  return [`\`${type}\``, `\`${eventSource}\``, written.join(", "), `${named}${shape === "confirmed" ? "" : " (?)"}`, lookup ?? "", where];
}

function table(head: string[], lines: string[][]): string {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const introduction = `<!-- Written from domain/policyChanges by UPDATE_DOCS=1 npx mocha test/domain/policyChanges/page.spec.ts -->

# What the scanner follows

A call that CloudTrail sees and that may change who can use a resource starts a scan of that resource. Names that end in \`*\` are prefixes: Lambda puts
a date behind them. Names and parameters with (?) are what AWS's interfaces lead one to expect: no page of AWS's and no recorded event that shows them
was read. What is not recorded under that name starts no scan, and is left to Access Analyzer itself and to the sweep. An event that is recorded and
lacks what names the resource is reported as unreadable.
`;

const limits = `
## What starts no scan

- Calls that failed.
- Grants of KMS keys that AWS services make (\`userIdentity.invokedBy\`), but for CloudFormation and the console, through which people act. Policies count whoever sets them.
- Calls that create a bucket, a queue, a topic or a table without a policy or an access control list in them. Roles and keys always have a policy.
- Deleted resources, access points too: nothing names the bucket of one that is gone. A secret, a file system, a repository, a snapshot and an access point cannot be created with a policy.
- A call on another account's resource: the owner's own event counts. Not every service is known to record one there; what it does not record is left to Access Analyzer and to the sweep.
- Replicas of a secret in other Regions, which take over its policy, and access points of directory buckets.

The policy of a Multi-Region Access Point is set some time after the call, so that the sweep it starts may come too early.
That a scan of the function finds policies of its versions and aliases is not confirmed, nor that volume snapshots go by an ARN without an account.

## What a change costs

\`npm run bench -- scanner\` on 2026-11-28, on the sandbox and a busy machine: one key of a Region is made public. Each call takes 50 ms more, a scan three seconds; Access Analyzer's own look comes half an hour later.
Time runs from the end of PutKeyPolicy until the finding is known: for the scanner until its report is on the bus, with the receiving and deleting of its messages, which Lambda does, among the calls. Beside it a
function in the manner of well-known samples: it lists all keys, scans them, sleeps five seconds, reads them, and lists the findings, one call after the other.

| keys in the Region | calls of the scanner | time  | calls of a function that scans everything | time  | its calls and its sleep alone |
| ------------------ | -------------------- | ----- | ----------------------------------------- | ----- | ----------------------------- |
| 10                 | 10                   | 5.8 s | 23                                        | 6.5 s | 6.2 s                         |
| 100                | 10                   | 5.6 s | 203                                       | 18.9 s | 15.2 s                        |
| 1,000              | 10                   | 5.8 s | 2,012                                     | 165 s | 105.6 s                       |

The scanner waits five seconds before it looks: that is nearly all of its time. How long AWS takes for these calls and for a scan, when CloudTrail's event comes, and what throttles StartResourceScan was not measured;
with other latencies the factor of the times is another one, that of the calls is not.
`;
