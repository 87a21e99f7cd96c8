import assert from "node:assert/strict";
import fc from "fast-check";
import type { Issue } from "../issue";
import { bytes } from "../units";
import { type BucketArgs, checkBuckets, type PolicyArgs } from "./args";
import { idPattern, idProblem, mimePattern, mimeTypeIssues } from "./names";

const policy: PolicyArgs = { name: "own", roles: ["authenticated"], verbs: ["list", "upload"], conditions: ["owner"] };
const bucket: BucketArgs = {
  id: "agent-documents",
  name: "Agent Documents",
  public: false,
  fileSizeLimit: bytes("10MiB"),
  allowedMimeTypes: ["application/pdf", "image/*"],
  onRemoval: "refuse",
  policies: [policy],
};
const context = { uploadLimit: bytes("50MiB") };

const withBucket = (change: Partial<BucketArgs>): BucketArgs => ({ ...bucket, ...change });
const withPolicy = (change: Partial<PolicyArgs>, isPublic = false): BucketArgs =>
  withBucket({ public: isPublic, policies: [{ ...policy, ...change }] });

/** An issue in one line: severity, path, message, remedy. */
const line = ({ severity, path, message, remedy }: Issue) =>
  `${severity} ${path.join(".")} ${message}${remedy === undefined ? "" : ` | ${remedy}`}`;

async function expectIssues(buckets: readonly BucketArgs[], expected: readonly string[]) {
  assert.deepEqual((await checkBuckets(buckets, context)).map(line), expected);
}

const chooseId = "choose an id by the rules of S3 bucket names, such as user-uploads";

const rules: [string, BucketArgs[], string[]][] = [
  ["nothing", [bucket], []],
  ["a short id", [withBucket({ id: "ab" })], [`error 0.id has 2 characters; 3 to 63 are allowed | ${chooseId}`]],
  [
    "a long id",
    [withBucket({ id: "a".repeat(64) })],
    [`error 0.id has 64 characters; 3 to 63 are allowed | ${chooseId}`],
  ],
  [
    "a capital letter in an id",
    [withBucket({ id: "Agent" })],
    [`error 0.id may hold only lower-case letters, digits, dashes and dots | ${chooseId}`],
  ],
  [
    "a slash in an id",
    [withBucket({ id: "a/bc" })],
    [`error 0.id may hold only lower-case letters, digits, dashes and dots | ${chooseId}`],
  ],
  [
    "a dash at an id's end",
    [withBucket({ id: "agent-" })],
    [`error 0.id must begin and end with a letter or a digit | ${chooseId}`],
  ],
  ["two dots in an id", [withBucket({ id: "a..b" })], [`error 0.id may not hold two dots in a row | ${chooseId}`]],
  [
    "an IP address as id",
    [withBucket({ id: "10.0.0.1" })],
    [`error 0.id may not look like an IP address | ${chooseId}`],
  ],
  [
    "a reserved beginning of an id",
    [withBucket({ id: "xn--abc" })],
    [`error 0.id may not begin with xn--, which S3 reserves | ${chooseId}`],
  ],
  [
    "another reserved beginning of an id",
    [withBucket({ id: "sthree-abc" })],
    [`error 0.id may not begin with sthree-, which S3 reserves | ${chooseId}`],
  ],
  [
    "a reserved ending of an id",
    [withBucket({ id: "abc-s3alias" })],
    [`error 0.id may not end with -s3alias, which S3 reserves | ${chooseId}`],
  ],
  [
    "an id used twice",
    [bucket, withBucket({ name: "Other" })],
    [`error 1.id is also the id of the bucket "Agent Documents" | choose another`],
  ],
  [
    "a name used twice",
    [bucket, withBucket({ id: "other" })],
    ["error 1.name is also the name of the bucket agent-documents | choose another"],
  ],
  ["an empty name", [withBucket({ name: " " })], ["error 0.name is empty"]],
  [
    "a line break in a name",
    [withBucket({ name: "a\nb" })],
    ["error 0.name holds a control character such as a line break"],
  ],
  ["a long name", [withBucket({ name: "ä".repeat(51) })], ["error 0.name has 102 bytes; at most 100 are allowed"]],
  [
    "a limit of nothing",
    [withBucket({ fileSizeLimit: bytes("0") })],
    [
      "error 0.fileSizeLimit is not a limit: to the service, 0 does not mean unlimited | leave it out to have only the service's upload limit",
    ],
  ],
  [
    "a limit above the service's",
    [withBucket({ fileSizeLimit: bytes("100MiB") })],
    [
      "error 0.fileSizeLimit is above the service's upload limit of 50MiB, so no upload could reach it | lower it to at most 50MiB, or raise service.uploadLimit",
    ],
  ],
  [
    "an empty list of types",
    [withBucket({ allowedMimeTypes: [] })],
    [
      "error 0.allowedMimeTypes is an empty list, which allows nothing | name the types, or leave the key out to allow every type",
    ],
  ],
  [
    "a type that is none",
    [withBucket({ allowedMimeTypes: ["pdf"] })],
    [
      "error 0.allowedMimeTypes.0 is not a MIME type; type/subtype or type/* is allowed | write for example application/pdf or image/*",
    ],
  ],
  [
    "a type with a parameter",
    [withBucket({ allowedMimeTypes: ["text/plain;charset=UTF-8"] })],
    [
      "error 0.allowedMimeTypes.0 has a parameter; a type is written without one | write text/* to allow the type with and without parameters",
    ],
  ],
  [
    "an exact text type",
    [withBucket({ allowedMimeTypes: ["text/plain"] })],
    [
      "warning 0.allowedMimeTypes.0 refuses text/plain;charset=UTF-8, which browsers and HTTP clients send, with 415 InvalidMimeType | allow text/* instead, or keep it if every client sends the bare type",
    ],
  ],
  ["an exact text type beside text/*", [withBucket({ allowedMimeTypes: ["text/*", "text/plain"] })], []],
  [
    "every type",
    [withBucket({ allowedMimeTypes: ["*/*"] })],
    ["warning 0.allowedMimeTypes.0 allows every type | leave allowedMimeTypes out, which says so"],
  ],
  [
    "a type given twice",
    [withBucket({ allowedMimeTypes: ["image/png", "image/png"] })],
    ["warning 0.allowedMimeTypes.1 is the same as allowedMimeTypes[0] | remove one of them"],
  ],
  [
    "a policy's name used twice",
    [withBucket({ policies: [policy, policy] })],
    ["error 0.policies.1.name is also the name of an earlier policy of the same bucket | choose another"],
  ],
  ["an empty policy name", [withPolicy({ name: "" })], ["error 0.policies.0.name is empty"]],
  [
    "a long policy name",
    [withPolicy({ name: "ä".repeat(32) })],
    ["error 0.policies.0.name has 64 bytes; at most 63 are allowed"],
  ],
  [
    "a control character in a policy name",
    [withPolicy({ name: "a\tb" })],
    ["error 0.policies.0.name holds a control character such as a line break"],
  ],
  [
    "no role",
    [withPolicy({ roles: [] })],
    ["error 0.policies.0.roles is empty, so the policy is for nobody | name at least one role, such as authenticated"],
  ],
  [
    "no verb",
    [withPolicy({ verbs: [] })],
    ["error 0.policies.0.verbs is empty, so the policy permits nothing | name at least one verb, such as download"],
  ],
  [
    "a role that is no name",
    [withPolicy({ roles: ["my role"] })],
    [
      "error 0.policies.0.roles.0 is not a role name; a letter or _ and then letters, digits, _, $ and - are allowed, in all 63 bytes",
    ],
  ],
  [
    "a role with a long name",
    [withPolicy({ roles: ["r".repeat(64)] })],
    [
      "error 0.policies.0.roles.0 is not a role name; a letter or _ and then letters, digits, _, $ and - are allowed, in all 63 bytes",
    ],
  ],
  [
    "the role public",
    [withPolicy({ roles: ["public"] })],
    [
      "error 0.policies.0.roles.0 is no role: PostgreSQL takes it as every role there is | name the roles, such as anon and authenticated",
    ],
  ],
  [
    "a role given twice",
    [withPolicy({ roles: ["authenticated", "authenticated"] })],
    ["warning 0.policies.0.roles.1 is the same as roles[0] | remove one of them"],
  ],
  [
    "a role of somebody else",
    [withPolicy({ roles: ["reporting"] })],
    [
      "warning 0.policies.0.roles.0 is none of the roles that the stack sees to (anon, authenticated, service_role, supabase_admin) | make sure that it exists in the database",
    ],
  ],
  [
    "service_role",
    [withPolicy({ roles: ["service_role"] })],
    [
      "note 0.policies.0.roles.0 passes row-level security where it has BYPASSRLS; there this policy changes nothing for it",
    ],
  ],
  [
    "public on a private bucket",
    [withPolicy({ conditions: ["public"] })],
    [
      "error 0.policies.0.conditions.0 is allowed for a public bucket only, and this bucket is private | make the bucket public, or leave the condition out to mean every object",
    ],
  ],
  [
    "public beside another condition",
    [withPolicy({ conditions: ["owner", "public"] }, true)],
    ["note 0.policies.0.conditions.1 adds nothing beside other conditions | leave it out"],
  ],
  [
    "an SQL condition that is more than an expression",
    [withPolicy({ conditions: [{ sql: "true; select 1" }] })],
    [
      `error 0.policies.0.conditions.0.sql is not one SQL expression (PostgreSQL's parser says: syntax error at or near ";") | write one boolean expression over the columns of storage.objects`,
    ],
  ],
  ["an SQL condition", [withPolicy({ conditions: [{ sql: "version is null" }] })], []],
  [
    "a metadata condition without a field",
    [withPolicy({ verbs: ["list"], conditions: [{ metadata: { field: "", equals: "a" } }] })],
    ["error 0.policies.0.conditions.0.metadata.field is empty"],
  ],
  [
    "a metadata condition on an upload",
    [withPolicy({ conditions: [{ metadata: { field: "mimetype", equals: "image/png" } }] })],
    [
      "warning 0.policies.0.conditions.0 may refuse every upload, because the service may check it before the metadata is known | use metadata in a policy with list, download and remove only",
    ],
  ],
  [
    "a user-metadata condition on an upload",
    [withPolicy({ conditions: [{ userMetadata: { field: "a", equals: "b" } }] })],
    [],
  ],
  [
    "overwrite without upload",
    [withPolicy({ verbs: ["overwrite"] })],
    [
      "note 0.policies.0.verbs has overwrite without upload, but the service overwrites with INSERT … ON CONFLICT DO UPDATE, so new objects can be uploaded as well | add upload to say so",
    ],
  ],
  [
    "anon as owner",
    [withPolicy({ roles: ["anon"] })],
    [
      "warning 0.policies.0.conditions.0 never holds for anon, because a request without a user has no sub in its token | remove anon from the roles, or give it a policy of its own",
    ],
  ],
  [
    "anon's own folder",
    [withPolicy({ roles: ["authenticated", "anon"], conditions: ["userFolder"] })],
    [
      "warning 0.policies.0.conditions.0 never holds for anon, because a request without a user has no sub in its token | remove anon from the roles, or give it a policy of its own",
    ],
  ],
  [
    "two folders at once",
    [withPolicy({ conditions: [{ folder: "a" }, { folder: "ab" }] })],
    [
      "warning 0.policies.0.conditions never holds, because no object is in several folders and every condition has to hold | write one policy per folder; policies add up",
    ],
  ],
  ["a folder in a folder", [withPolicy({ conditions: [{ folder: "a" }, { folder: "a/b" }] })], []],
  [
    "anon that lists a public bucket",
    [withPolicy({ roles: ["anon"], verbs: ["list"], conditions: [{ folder: "a" }] }, true)],
    [
      "warning 0.policies.0.verbs lets anyone list a public bucket, and so find and download objects whose names were not given out | leave list out; downloading from a public bucket needs no policy",
    ],
  ],
  [
    "authenticated that lists a whole public bucket",
    [withPolicy({ verbs: ["list"], conditions: ["public"] }, true)],
    [
      "warning 0.policies.0.verbs lets every signed-in user list a public bucket, and so find and download objects whose names were not given out | leave list out; downloading from a public bucket needs no policy",
    ],
  ],
  ["authenticated that lists its own in a public bucket", [withPolicy({ verbs: ["list"] }, true)], []],
  ["authenticated that lists a whole private bucket", [withPolicy({ verbs: ["list"], conditions: [] })], []],
  [
    "anon that uploads",
    [withPolicy({ roles: ["anon"], verbs: ["upload"], conditions: [] })],
    [
      "warning 0.policies.0.roles.0 may upload any object of the bucket without signing in | name authenticated instead, or limit it by a condition such as a folder",
    ],
  ],
  [
    "anon that uploads into a folder",
    [withPolicy({ roles: ["anon"], verbs: ["upload"], conditions: [{ folder: "in" }] })],
    [],
  ],
];

const folders: [string, string][] = [
  ["", "is empty"],
  ["/a", "begins with a slash; object names do not"],
  ["a/", "ends with a slash; the slash after the folder is understood"],
  ["a//b", "holds two slashes in a row"],
  ["a/../b", "holds . or .., which clients resolve away"],
  ["a\nb", "holds a control character"],
];

describe("checkBuckets", () => {
  for (const [what, buckets, expected] of rules) {
    it(`judges ${what}`, () => expectIssues(buckets, expected));
  }
  for (const [folder, problem] of folders) {
    it(`refuses the folder ${JSON.stringify(folder)}`, () =>
      expectIssues(
        [withPolicy({ conditions: [{ folder }] })],
        [`error 0.policies.0.conditions.0.folder ${problem} | write it like team/reports`],
      ));
  }

  it("finds every issue of every bucket", () =>
    expectIssues(
      [withBucket({ id: "x", name: "" }), withPolicy({ roles: [], verbs: [] })],
      [
        `error 0.id has 1 characters; 3 to 63 are allowed | ${chooseId}`,
        "error 0.name is empty",
        "error 1.policies.0.roles is empty, so the policy is for nobody | name at least one role, such as authenticated",
        "error 1.policies.0.verbs is empty, so the policy permits nothing | name at least one verb, such as download",
      ],
    ));
});

describe("bucket ids", () => {
  const reserved =
    /\.\.|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$|^[0-9]+(\.[0-9]+){3}$/;

  it("are those of S3, and the schema's outline refuses none of them", () => {
    const candidate = fc.oneof(fc.stringMatching(idPattern), fc.stringMatching(/^[a-z0-9.-]{1,8}$/), fc.string());
    fc.assert(
      fc.property(candidate, (id) => {
        assert.equal(idProblem(id) === undefined, idPattern.test(id) && !reserved.test(id));
      }),
    );
  });
});

describe("MIME types", () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,20}$/);
  const errors = (type: string) => mimeTypeIssues([type]).filter(({ severity }) => severity === "error");

  it("are two names with a slash between, or a name and a star", () => {
    fc.assert(
      fc.property(name, fc.oneof(name, fc.constant("*")), (type, subtype) => {
        assert.deepEqual(errors(`${type}/${subtype}`), []);
      }),
    );
  });

  it("are nothing else", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          name,
          fc.string(),
          fc.tuple(name, name, name).map((parts) => parts.join("/")),
        ),
        (text) => {
          assert.equal(errors(text).length, mimePattern.test(text) ? 0 : 1);
          if (text.split("/").length !== 2) assert.equal(errors(text).length, 1);
        },
      ),
    );
  });
});
