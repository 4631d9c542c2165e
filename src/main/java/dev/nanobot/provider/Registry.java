package dev.nanobot.provider;

import static dev.nanobot.provider.Vendor.gateway;
import static dev.nanobot.provider.Vendor.local;
import static dev.nanobot.provider.Vendor.standard;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The vendors that are known by name, in the order in which they are tried. Names, keywords and
/// addresses are those of the original's `providers/registry.py`; every vendor's key is looked for
/// under its own name only, so that no vendor is sent another's.
final class Registry {
  static final List<Vendor> VENDORS =
      List.of(
          gateway("openrouter", "https://openrouter.ai/api/v1").keyPrefix("sk-or-"),
          gateway("orcarouter", "https://api.orcarouter.ai/v1"),
          gateway("edenai", "https://api.edenai.run/v3"),
          gateway("opencode", "https://opencode.ai/zen/v1")
              .keywords("opencode/")
              .prefixes("opencode", "opencode_zen"),
          gateway("opencode_zen", "https://opencode.ai/zen/v1").env("OPENCODE_API_KEY"),
          gateway("opencode_go", "https://opencode.ai/zen/go/v1").env("OPENCODE_API_KEY"),
          gateway("huggingface", "https://router.huggingface.co/v1")
              .env("HF_TOKEN")
              .keyPrefix("hf_"),
          gateway("skywork", "https://api.apifree.ai/agent/v1"),
          gateway("aihubmix", "https://aihubmix.com/v1").bare(),
          gateway("siliconflow", "https://api.siliconflow.cn/v1"),
          gateway("novita", "https://api.novita.ai/openai"),
          gateway("volcengine", "https://ark.cn-beijing.volces.com/api/v3")
              .bare()
              .keywords("volcengine", "volces"),
          gateway("volcengine_coding_plan", "https://ark.cn-beijing.volces.com/api/coding/v3")
              .bare(),
          gateway("byteplus", "https://ark.ap-southeast.bytepluses.com/api/v3").bare(),
          gateway("byteplus_coding_plan", "https://ark.ap-southeast.bytepluses.com/api/coding/v3")
              .bare(),
          gateway("modelscope", "https://api-inference.modelscope.cn/v1"),
          standard("anthropic", "https://api.anthropic.com")
              .anthropic()
              .keywords("anthropic", "claude")
              .keyPrefix("sk-ant-"),
          standard("openai", "https://api.openai.com/v1")
              .keywords("openai", "gpt")
              .limitField("max_completion_tokens"),
          standard("deepseek", "https://api.deepseek.com"),
          standard("gemini", "https://generativelanguage.googleapis.com/v1beta/openai"),
          standard("zhipu", "https://open.bigmodel.cn/api/paas/v4")
              .env("ZAI_API_KEY", "ZHIPUAI_API_KEY")
              .keywords("zhipu", "glm", "zai")
              .prefixes("zhipu", "zai"),
          standard("dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1")
              .keywords("qwen", "dashscope"),
          standard("moonshot", "https://api.moonshot.ai/v1").keywords("moonshot", "kimi"),
          standard("kimi_coding", "https://api.kimi.com/coding/v1").anthropic(),
          standard("minimax", "https://api.minimax.io/v1"),
          standard("minimax_anthropic", "https://api.minimax.io/anthropic")
              .anthropic()
              .env("MINIMAX_API_KEY"),
          standard("mistral", "https://api.mistral.ai/v1"),
          standard("stepfun", "https://api.stepfun.com/v1").keywords("stepfun", "step_"),
          standard("xiaomi_mimo", "https://api.xiaomimimo.com/v1")
              .env("XIAOMIMIMO_API_KEY")
              .keywords("xiaomi_mimo", "mimo"),
          standard("longcat", "https://api.longcat.chat/openai/v1"),
          standard("ant_ling", "https://api.ant-ling.com/v1"),
          standard("nvidia", "https://integrate.api.nvidia.com/v1")
              .env("NVIDIA_NIM_API_KEY", "NVIDIA_API_KEY")
              .keyPrefix("nvapi-")
              .prefixes("nvidia_nim"),
          local("vllm", "").env("HOSTED_VLLM_API_KEY").prefixes("vllm", "hosted_vllm"),
          local("ollama", "http://localhost:11434/v1"),
          local("lm_studio", "http://localhost:1234/v1"),
          local("atomic_chat", "http://localhost:1337/v1"),
          local("ovms", "http://localhost:8000/v3"),
          standard("qianfan", "https://qianfan.baidubce.com/v2"),
          standard("groq", "https://api.groq.com/openai/v1"));

  /// Providers of the original that are not served, and what to do instead.
  static final Map<String, String> UNSERVED =
      Map.of(
          "openai_codex", "it signs in through a browser; use provider \"openai\" with an API key",
          "xai_grok", "it signs in through a browser; use a gateway such as \"openrouter\"",
          "github_copilot", "it signs in through a browser; use a provider with an API key",
          "azure_openai", "its addresses differ from OpenAI's; use \"openai\" or \"openrouter\"",
          "bedrock", "it wants signed requests; use \"anthropic\" or \"openrouter\"",
          "assemblyai", "it only transcribes speech");

  private Registry() {}

  static Optional<Vendor> named(String name) {
    String normal = Vendor.normal(name);
    return VENDORS.stream().filter(vendor -> vendor.name().equals(normal)).findFirst();
  }

  /// The gateway whose keys begin like this one.
  static Optional<Vendor> gatewayOfKey(String key) {
    return VENDORS.stream()
        .filter(vendor -> vendor.kind() == Vendor.Kind.GATEWAY)
        .filter(vendor -> !vendor.keys().prefix().isEmpty())
        .filter(vendor -> key.startsWith(vendor.keys().prefix()))
        .findFirst();
  }
}
