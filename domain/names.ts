/** Creates and updates analyzers and archive rules. Exists in the delegated administrator and every member, never in the management account. */
export const provisionRoleName = "access-analyzer-org-provision";
/** Reads only. Exists in every account, the management account included. */
export const auditRoleName = "access-analyzer-org-audit";
/** Deletes analyzers of ours that are no longer planned. */
export const retireRoleName = "access-analyzer-org-retire";
/** Signs the audit's proof. Exists in the delegated administrator alone, and only where the proof is switched on. */
export const proverRoleName = "access-analyzer-org-prover";
/** The KMS key that signs proofs, by its alias. */
export const proofAlias = "alias/access-analyzer-org-proof";
/** Our roles in every member. */
export const memberRoleNames: readonly string[] = [auditRoleName, provisionRoleName, retireRoleName];
/** The StackSet that puts our roles into every member. */
export const rolesStackSetName = "access-analyzer-org-roles";
/** The tag by which everything the product creates is known. */
export const ownerTag = { key: "managed-by", value: "access-analyzer-org" } as const;

/** Names that begin so are kept for the built-in rules. One that is for one role alone has the role's name. */
export const builtInRulePrefix = "access-analyzer-org-";
