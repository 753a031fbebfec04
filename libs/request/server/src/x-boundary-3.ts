import '@countersign/policy-domain';
