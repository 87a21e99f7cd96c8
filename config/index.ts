/** What a stack file may say. Nothing here knows Pulumi, and nothing is read but what is passed in. */
export type { BackupBucket, BackupSettings, BucketBackups, RecoveryPointSettings } from "./backup-settings";
export { bucketBackups } from "./backup-settings";
export { checkStackFile } from "./check";
export { countIssues, formatIssues, type LocatedIssue, plural } from "./issues";
export { namespace } from "./key-text";
export { readSettings, type ReadResult } from "./read";
export type { DatabaseSettings, ServiceSettings, Settings } from "./settings";
export { issuesTogether, type StackFile } from "./together";
export { storageClaim } from "./to-kubernetes";
