export { AnalyzerConfiguration } from "./analyzerConfiguration";
export { OrganizationReady } from "./organizationReady";
export { ServiceLinkedRole } from "./serviceLinkedRole";
export { StackSetsActivation } from "./stackSetsActivation";
