/** Where jobs find what they have to know. */
export const settingsFolder = "/etc/alfred-backup";

/** What a run has to know, without secrets. */
export const planFile = `${settingsFolder}/plan.json`;

/** Where the files of a scope are mounted. The same everywhere, since recovery points hold whole paths. */
export const dataFolder = (scope: string): string => `/data/${scope}`;

/** The program in the image that Docker runs; see images/backup/Dockerfile. */
export const imageProgram = "/opt/alfred-backup/backup.cjs";
