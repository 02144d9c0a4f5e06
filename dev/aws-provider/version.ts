/** The version of package `aws` that this provider stands for. It has to be the one of `@pulumi/aws`, or the engine looks for another. */
export const providerVersion = "7.48.0";
