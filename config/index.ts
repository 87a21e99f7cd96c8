/** What a stack file may say. Nothing here knows Pulumi, and nothing is read but what is passed in. */
export { checkStackFile } from "./check";
export { countIssues, formatIssues, type LocatedIssue, plural } from "./issues";
export { readSettings, type ReadResult } from "./read";
export { type DatabaseSettings, namespace, type ServiceSettings, type Settings } from "./settings";
export { sharedDataIssues, type StackFile } from "./together";
