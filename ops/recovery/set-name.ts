import { Failure } from "../../cluster/failure";

/** The form of a set's name, such as `20261127T021700Z`. Names sort as their times do. */
export const setNamePattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** The name of a set that began then, to the second. */
export function setName(began: Date): string {
  return began.toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
}

/** When the set of that name began. @throws Failure where it is no set's name */
export function setTime(name: string): Date {
  const [, ...parts] = setNamePattern.exec(name) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date takes 30 February for 2 March.
  if (parts.length > 0 && !Number.isNaN(time.getTime()) && setName(time) === name) return time;
  throw new Failure(`"${name}" is no name of a set. It is a time in UTC, such as 20261127T021700Z.`);
}
