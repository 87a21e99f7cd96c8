/** As much of Kubernetes' NetworkPolicy (networking.k8s.io/v1) as this program says, in plain values. */
export interface PolicySpec {
  podSelector: Selector;
  policyTypes?: ("Ingress" | "Egress")[];
  ingress?: IngressRule[];
  egress?: EgressRule[];
}

export interface Selector {
  matchLabels: Record<string, string>;
}

/** With several selectors it means what all of them select. */
export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface Port {
  protocol: "TCP" | "UDP";
  port: number;
}

/** An empty `from` would mean everyone; so nothing here makes one. */
export interface IngressRule {
  from: Peer[];
  ports: Port[];
}

/** An empty `to` would mean everything, too. */
export interface EgressRule {
  to: Peer[];
  ports: Port[];
}
