//! The few sentences that are known in other languages.

/// Fixed sentences in a language; `{}` stands for the topic.
#[derive(Debug, PartialEq)]
pub struct Tongue {
    /// Its name in English, in lower case.
    pub name: &'static str,
    /// A plain reply.
    pub plain: &'static str,
    /// The lead of a list, a table, a poem and so on.
    pub lead: &'static str,
    /// Who speaks.
    pub identity: &'static str,
    /// The answer to a greeting.
    pub hello: &'static str,
    /// The answer to thanks.
    pub welcome: &'static str,
    /// The answer to a farewell.
    pub goodbye: &'static str,
}

/// The languages.
pub static TONGUES: [Tongue; 5] = [
    Tongue {
        name: "french",
        plain: "Voici ce que j'ai compris : votre message porte sur « {} ». Cette réponse vient d'understage, sans modèle : elle peut répéter et calculer, mais non savoir.",
        lead: "Voici ma réponse au sujet de « {} » :",
        identity: "Je suis votre assistant. Posez-moi une question ou donnez-moi une tâche.",
        hello: "Bonjour ! Comment puis-je vous aider ?",
        welcome: "Avec plaisir !",
        goodbye: "Au revoir !",
    },
    Tongue {
        name: "spanish",
        plain: "Aquí va lo que entendí: tu mensaje trata de «{}». Esta respuesta viene de understage, sin modelo: puede repetir y calcular, pero no saber.",
        lead: "Aquí tienes mi respuesta sobre «{}»:",
        identity: "Soy tu asistente. Hazme una pregunta o dame una tarea.",
        hello: "¡Hola! ¿En qué puedo ayudarte?",
        welcome: "¡De nada!",
        goodbye: "¡Adiós!",
    },
    Tongue {
        name: "german",
        plain: "Hier ist, was ich verstanden habe: Es geht um „{}“. Diese Antwort kommt von understage, ohne Modell: Sie kann wiederholen und rechnen, aber nichts wissen.",
        lead: "Hier ist meine Antwort zu „{}“:",
        identity: "Ich bin dein Assistent. Stell mir eine Frage oder gib mir eine Aufgabe.",
        hello: "Hallo! Wie kann ich dir helfen?",
        welcome: "Gern geschehen!",
        goodbye: "Auf Wiedersehen!",
    },
    Tongue {
        name: "italian",
        plain: "Ecco che cosa ho capito: il tuo messaggio riguarda «{}». Questa risposta viene da understage, senza modello: può ripetere e calcolare, ma non sapere.",
        lead: "Ecco la mia risposta su «{}»:",
        identity: "Sono il tuo assistente. Fammi una domanda o dammi un compito.",
        hello: "Ciao! Come posso aiutarti?",
        welcome: "Prego!",
        goodbye: "Arrivederci!",
    },
    Tongue {
        name: "portuguese",
        plain: "Aqui está o que entendi: a sua mensagem é sobre «{}». Esta resposta vem do understage, sem modelo: pode repetir e calcular, mas não saber.",
        lead: "Aqui está a minha resposta sobre «{}»:",
        identity: "Sou o seu assistente. Faça uma pergunta ou dê-me uma tarefa.",
        hello: "Olá! Como posso ajudar?",
        welcome: "De nada!",
        goodbye: "Adeus!",
    },
];

impl Tongue {
    /// The body with a lead in this language; an English lead gives way to it.
    pub fn led(&self, body: &str, topic: &str) -> String {
        let lead = self.lead.replace("{}", topic);
        let rest = match body.split_once("\n\n") {
            Some((first, rest)) if first.ends_with(':') => rest,
            Some(_) | None => body,
        };
        format!("{lead}\n\n{rest}")
    }
}
