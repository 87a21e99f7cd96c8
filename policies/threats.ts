/** What may happen to a platform's storage. Each rule names one; docs/threats.md says where each comes from. */
export const threats = {
  "data-lost": "Data that cannot be made again is deleted, replaced or overwritten.",
  "data-exposed": "Data is read, listed or changed by somebody who should not.",
  "privilege-gained": "Somebody who got into one part gets further from there.",
  "service-down": "The service stops answering, or starts and cannot work.",
  "cost-run-away": "Something grows, and is paid for, without an end.",
  "change-unseen": "A change or an access leaves no trace, or nobody knows whose something is.",
} as const;

export type Threat = keyof typeof threats;
