/** The material is wrapped with the key that the first call answers; its token belongs to the same answer. */
export const IMPORT_MATERIAL =
  'aliyun kms GetParametersForImport --region {region} --KeyId {id} --WrappingAlgorithm RSAES_OAEP_SHA_256 --WrappingKeySpec RSA_2048 && aliyun kms ImportKeyMaterial --region {region} --KeyId {id} --EncryptedKeyMaterial ENCRYPTED_KEY_MATERIAL --ImportToken IMPORT_TOKEN --KeyMaterialExpireUnix 0';
