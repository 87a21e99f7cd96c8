import assert from "node:assert/strict";
import { problemsIn } from "./restic-check";
import { explain } from "./restic-failure";

const asked = { location: "/srv/repository", passwordFile: "/run/password", act: "list the snapshots" };

interface Expected {
  readonly passing?: boolean;
  readonly missing?: boolean;
}

const notThere = (why: string) => `Fatal: unable to open config file: ${why}
Is there a repository at the following location?
/srv/repository`;

/** What 0.14 was seen to say, if nothing else is noted. */
const cases: readonly [what: string, status: number, said: string, message: string, expected?: Expected][] = [
  [
    "a wrong password",
    1,
    "Fatal: wrong password or no key found",
    "The password in /run/password does not open the repository /srv/repository. Give the one it was made with.",
  ],
  [
    "a wrong password to 0.18, by its documentation",
    12,
    '{"message_type":"exit_error","code":12,"message":"Fatal: wrong password or no key found"}',
    "The password in /run/password does not open the repository /srv/repository. Give the one it was made with.",
  ],
  [
    "a password that cannot be read",
    1,
    "Resolving password failed: Fatal: /run/password does not exist",
    "The repository's password cannot be read: /run/password does not exist. It should be in /run/password.",
  ],
  [
    "no repository",
    1,
    notThere("stat /srv/repository/config: no such file or directory"),
    "There is no repository at /srv/repository.",
    { missing: true },
  ],
  [
    "no repository to 0.18, by its documentation",
    10,
    `{"message_type":"exit_error","code":10,"message":${JSON.stringify(notThere("x"))}}`,
    "There is no repository at /srv/repository.",
    { missing: true },
  ],
  [
    "no repository in S3",
    1,
    notThere("Stat: The specified key does not exist."),
    "There is no repository at /srv/repository.",
    { missing: true },
  ],
  [
    "a lock",
    1,
    `unable to create lock in backend: repository is already locked by PID 8069 on vm by root (UID 0, GID 0)
lock was created at 2026-11-27 11:10:16 (5.769576008s ago)
storage ID d8130506
the \`unlock\` command can be used to remove stale locks`,
    "The repository /srv/repository is locked by PID 8069 on vm by root, for 5s now. Try again when that has ended.",
    { passing: true },
  ],
  [
    "an exclusive lock to 0.18, by its source",
    11,
    JSON.stringify({
      message_type: "exit_error",
      code: 11,
      message:
        "unable to create lock in backend: repository is already locked exclusively by PID 7 on a-b.c by A B (UID 0, GID 0)\n" +
        "lock was created at 2026-11-27 11:10:16 (1h2m3.5s ago)\nstorage ID d8130506",
    }),
    "The repository /srv/repository is locked exclusively by PID 7 on a-b.c by A B, for 1h2m3s now. " +
      "Try again when that has ended.",
    { passing: true },
  ],
  [
    "a lock that nothing else is said of",
    11,
    "",
    "The repository /srv/repository is locked by another process. Try again when that has ended.",
    { passing: true },
  ],
  [
    "a full disk",
    1,
    "Fatal: unable to save snapshot: write /srv/repository/data/c9/c9da-tmp-26: no space left on device",
    "The disk is full, so restic did not list the snapshots: no space is left at /srv/repository/data/c9/c9da-tmp-26. " +
      "Make room, then run it again.",
  ],
  [
    "a server that is not there",
    1,
    notThere('Stat: Head "http://127.0.0.1:1/b/config": dial tcp 127.0.0.1:1: connect: connection refused'),
    "restic did not reach /srv/repository to list the snapshots: dial tcp 127.0.0.1:1: connect: connection refused.",
    { passing: true },
  ],
  [
    "a server with a certificate of its own",
    1,
    notThere('Stat: Head "https://s3/b/config": x509: certificate signed by unknown authority'),
    "The server of /srv/repository has a certificate that is not trusted: x509: certificate signed by unknown authority.",
  ],
  [
    "a server that refuses",
    1,
    notThere("Stat: Access Denied."),
    "/srv/repository refused to list the snapshots: Access Denied. Look at its credentials, its region and what they permit.",
  ],
  [
    "another region",
    1,
    notThere("Stat: 400 Bad Request"),
    "/srv/repository refused to list the snapshots: 400 Bad Request. Look at its credentials, its region and what they permit.",
  ],
  [
    "no bucket",
    1,
    notThere("Stat: The specified bucket does not exist"),
    "There is no bucket for /srv/repository. Make it first.",
  ],
  [
    "rights that are not given",
    1,
    "Fatal: unable to open repository at /srv/repository: ReadDir: open /srv/repository/keys: permission denied",
    "restic may not list the snapshots: the rights of /srv/repository/keys do not permit it. Run this as its owner.",
  ],
  [
    "no such snapshot",
    1,
    'invalid id "nosuch": no matching ID found for prefix "nosuch"',
    "restic did not list the snapshots: /srv/repository has no such snapshot.",
    { missing: true },
  ],
  [
    "no such file",
    2,
    'cannot dump file: path "/nope" not found in snapshot',
    "restic did not list the snapshots: the snapshot does not have it.",
    { missing: true },
  ],
  [
    "damaged data",
    2,
    "cannot dump file: decrypting blob e5fccc1b failed: ciphertext verification failed",
    "The repository /srv/repository is damaged, so restic did not list the snapshots: cannot dump file: decrypting blob " +
      "e5fccc1b failed: ciphertext verification failed. What does not need the damaged data is still whole.",
  ],
  [
    "damaged data in a restore",
    1,
    "ignoring error for /f3: ciphertext verification failed\nFatal: There were 1 errors",
    "The repository /srv/repository is damaged, so restic did not list the snapshots: ignoring error for /f3: ciphertext " +
      "verification failed. What does not need the damaged data is still whole.",
  ],
  [
    "files that were not restored, to 0.18 by its documentation",
    1,
    '{"message_type":"error","error":{"message":"lchown: not supported"},"during":"restore","item":"/a"}\n' +
      '{"message_type":"exit_error","code":1,"message":"Fatal: There were 1 errors"}',
    "restic did not list the snapshots: /a: lchown: not supported.",
  ],
  ["anything else", 1, "Fatal: something new", "restic did not list the snapshots: something new."],
  ["nothing", 1, "", "restic did not list the snapshots: it failed with exit status 1."],
  ["a kill", 137, "", "restic did not list the snapshots: it was ended by SIGKILL."],
];

describe("why restic failed", () => {
  for (const [what, status, said, message, { passing = false, missing = false } = {}] of cases) {
    it(`is told of ${what}`, () => {
      const failure = explain(asked, { status, said });
      assert.deepEqual([failure.message, failure.passing, failure.missing], [message, passing, missing]);
    });
  }

  it("is told without what looks like a secret", () => {
    const location = "rest:https://me:secret@host/";
    const failure = explain({ ...asked, location }, { status: 1, said: `Fatal: open ${location}: bad` });
    assert.equal(failure.message, "restic did not list the snapshots: open rest:https://[secret]@host/: bad.");
    assert.doesNotMatch(explain({ ...asked, location }, { status: 10, said: "" }).message, /secret@|me:/);
  });
});

describe("what a check found", () => {
  it("is told in sentences, as 0.14 was seen to say it", () => {
    assert.deepEqual(
      problemsIn([
        "Load(<data/12>) returned error, retrying after 1s: x",
        "Pack ID does not match, want 7cd0c2ad, got 27ff1fd2",
        "pack 7cd0c2ad: does not exist",
        "pack 7cd0c2ad: unexpected file size: got 100000, expected 9000578",
        "error: load <snapshot/48bd7dfb87>: invalid data returned",
        "",
        "Fatal: repository contains errors",
      ]),
      [
        "The pack 7cd0c2ad is damaged: its content is not what its name says.",
        "The pack 7cd0c2ad is missing.",
        "The pack 7cd0c2ad is damaged: it has another size than it was written with.",
        "load <snapshot/48bd7dfb87>: invalid data returned.",
      ],
    );
  });

  it("is told in sentences, as 0.18 has it in its source", () => {
    assert.deepEqual(
      problemsIn([
        "error: pack 7cd0c2ad: does not exist",
        "pack 7cd0c2ad contains 2 errors: [blob 1: ciphertext verification failed unexpected pack id 27ff]",
        "Fatal: repository contains errors",
      ]),
      ["The pack 7cd0c2ad is missing.", "The pack 7cd0c2ad is damaged: parts of it cannot be decrypted."],
    );
  });
});
