import type { ResourceValidation } from "@pulumi/policy";

/**
 * A validation for one type alone. @pulumi/policy looks at `__pulumiType`, which classes of resources carry, before it unpacks a resource's
 * properties; naming the type spares the pack from loading package aws.
 */
export function ofType(type: string, validate: ResourceValidation): ResourceValidation {
  const validation: ResourceValidation = (args, report) => (args.type === type ? validate(args, report) : undefined);
  return Object.assign(validation, { __pulumiType: type });
}
