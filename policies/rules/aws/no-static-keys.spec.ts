import { describeRule, type Find, set } from "../../testing";
import { noStaticKeys } from "./no-static-keys";

const line = "AWS_ACCESS_KEY_ID=AKIA0123456789";
const says = 'Secret "storage-service" has a static key of S3, which does not expire by itself';
const encoded = (text: string) => Buffer.from(text).toString("base64");

const secrets: Readonly<Record<string, Record<string, unknown>>> = {
  "a file of variables with a key": { stringData: { ".env": `AUTH_JWT_SECRET='x'\n${line}\n` } },
  "a script with a key": { stringData: { "env.sh": `export ${line}` } },
  "a variable that is a key": { stringData: { AWS_ACCESS_KEY_ID: "AKIA0123456789" } },
  "an encoded file with a key": { data: { ".env": encoded(line) } },
  "an encoded variable that is a key": { data: { AWS_ACCESS_KEY_ID: encoded("AKIA0123456789") } },
};

describeRule(noStaticKeys, [
  ...Object.entries(secrets).map(([name, fields]) => ({
    name,
    change: (find: Find) => {
      for (const [field, value] of Object.entries(fields)) set(find("Secret", "storage-service"), field, value);
    },
    says,
  })),
  {
    name: "a file of variables with no key in it",
    change: (find) => {
      const text = "AWS_ACCESS_KEY_ID=\nMY_AWS_ACCESS_KEY_ID=a\n";
      set(find("Secret", "storage-service"), "stringData", { ".env": text });
    },
    says: [],
  },
  {
    name: "a file that a container is given",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "uploads.0.content", line);
    },
    says: 'Container "db-storage" has a static key of S3, which does not expire by itself',
  },
  {
    name: "a file without a text that a container is given",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "uploads.0.content", undefined);
    },
    says: [],
  },
  {
    name: "an encoded file that a container is given",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "uploads.0.contentBase64", encoded(line));
    },
    says: 'Container "db-storage" has a static key of S3, which does not expire by itself',
  },
  {
    name: "a container's variable",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "envs.0", line);
    },
    says: 'Container "db-storage" has a static key of S3, which does not expire by itself',
  },
]);
