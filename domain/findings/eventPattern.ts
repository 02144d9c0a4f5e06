/** Where findings come from. Nobody but AWS can put events of such a source. */
export const findingsSource = "aws.access-analyzer";

/** Findings of external, internal and unused access. @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-access-analyzer.html */
export const findingDetailTypes = ["Access Analyzer Finding", "Internal Access Finding", "Unused Access Finding for IAM entities"] as const;

/** What the rules of the findings road match. */
export const findingsPattern = { source: [findingsSource], "detail-type": [...findingDetailTypes] };
