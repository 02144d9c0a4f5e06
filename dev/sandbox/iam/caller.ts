/** Who calls, after the access key was looked up. */
export interface Caller {
  account: string;
  /** `arn:aws:iam::111111111111:user/name` or `arn:aws:sts::111111111111:assumed-role/role-name/session`. */
  arn: string;
  /** What aws:PrincipalArn holds: for a session the ROLE's ARN with its path. */
  principalArn: string;
  userId: string;
  kind: "user" | "role";
  accessKeyId: string;
}
