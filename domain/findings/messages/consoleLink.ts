import type { Partition } from "../../partitions";
import { compare } from "../../lists";
import type { Fact, Source } from "../fact";
import { analyzerPlace } from "../reader";

const consoles: Readonly<Record<Partition, string>> = {
  aws: "console.aws.amazon.com",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-eusc": "console.amazonaws-eusc.eu",
  "aws-cn": "console.amazonaws.cn",
};

/** Where a person sees the finding, and in which account. Undefined where no source is in sight. */
export function consoleLink(fact: Fact, partition: Partition): { url: string; account: string } | undefined {
  const source = inSight(fact);
  if (source === undefined) return undefined;
  const { account, region } = analyzerPlace(source.analyzer);
  const id = encodeURIComponent(source.findingId);
  return { account, url: `https://${consoles[partition]}/access-analyzer/home?region=${region}#/findings/details/${id}` };
}

/** The active one rather than another. */
function inSight({ sources }: Fact): Source | undefined {
  const rank = ({ status }: Source) => (status === "ACTIVE" ? 0 : 1);
  return Object.values(sources)
    .filter(({ isDeleted, gone }) => !isDeleted && !gone)
    .sort((a, b) => rank(a) - rank(b) || compare(a.analyzer, b.analyzer) || compare(a.findingId, b.findingId))[0];
}
