/** Gives the cluster another key; ACK refuses one that does not exist, so nothing happens until the reader names it. */
export const SWITCH_KEY =
  'aliyun cs UpdateKMSEncryption --region {region} --ClusterId {clusterId} --body \'{"disable_encryption":false,"kms_key_id":"KEY_ID"}\'';

/** A key as ACK needs it, then the switch to it. */
export const NEW_KEY_AND_SWITCH = `aliyun kms CreateKey --region {region} --KeySpec Aliyun_AES_256 --KeyUsage ENCRYPT/DECRYPT && ${SWITCH_KEY}`;
