import '@countersign/contracts';
import '@countersign/api-client';
import '@countersign/proof';
