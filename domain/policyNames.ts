/** The policies of the pack, in the order in which they judge: notes follow what they are the notes of. */
export const policyNames = [
  "analyzer-required",
  "analyzer-required-notes",
  "plan-complete",
  "findings-road-intact",
  "findings-road-intact-notes",
  "analyzer-settings",
  "archive-rule-narrow",
  "archive-rule-narrow-notes",
  "no-public-policy",
  "no-public-policy-notes",
] as const;

export type PolicyName = (typeof policyNames)[number];
